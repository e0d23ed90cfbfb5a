/**
 * What Leadwire does in GHL after, or instead of, a reply. Actions are applied in order, each
 * once; one that fails never holds back the others. The reply itself is not among them: it is
 * sent first, so that a tag never starts a GHL workflow before the message it depends on is out.
 */
export type Action =
  | { readonly type: 'add_tag'; readonly tag: string }
  | { readonly type: 'remove_tag'; readonly tag: string }
  | { readonly type: 'update_custom_field'; readonly fieldId: string; readonly value: string }
  | { readonly type: 'add_note'; readonly body: string }
  /** `dueInMinutes` counts from when the action is applied. */
  | {
      readonly type: 'create_task';
      readonly title: string;
      readonly body: string;
      readonly dueInMinutes: number;
    }
  | { readonly type: 'trigger_workflow'; readonly workflowId: string }
  /** `status: active` stops a channel, `inactive` opens it (GHL's `dndSettings`). */
  | { readonly type: 'set_do_not_disturb'; readonly channel: string; readonly status: 'active' | 'inactive' };
