import type { DemoCause } from './demo-cause.ts'

/** Where the lifecycle scripts of the demo cluster lie. */
export const demoScriptUri = 's3://sagemaker-lifecycle-07f7a580/src/'

/** S3 refuses the scripts, so that not one of their lines is run. */
export const scriptsForbidden: DemoCause = {
  slug: 's3-access-denied',
  stage: 'download',
  step: undefined,
  exit: undefined,
  facet: undefined,
  strikesBefore: '',
  write: () => {
    const line = `download failed: ${demoScriptUri}on_create.sh to ../../tmp/sagemaker-lifecycle-07f7a580/src/on_create.sh An error occurred (403) when calling the GetObject operation: Forbidden`
    return { lines: [line], decisive: line, alsoDecisive: [] }
  },
}
