/** The least that Temporal does: a workflow that does nothing. */
export async function emptyWorkflow(): Promise<void> {}
