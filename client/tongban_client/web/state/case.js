// @ts-check
/**
 * A case as it is seen, after one more record: what the service does not send anew each time.
 *
 * The service sends a whole view once and then each record with what else has changed (stage,
 * actions, …). Form, materials, proposals and what was said are folded here from the record.
 *
 * @typedef {import("../wire/from-service.js").CaseView} CaseView
 * @typedef {import("../wire/from-service.js").CaseRecord} CaseRecord
 * @typedef {import("../wire/from-service.js").Now} Now
 * @typedef {import("../wire/from-service.js").DocumentView} DocumentView
 */

/**
 * @param {CaseView} seen @param {CaseRecord} record @param {Now} now
 * @returns {CaseView}
 */
export function folded(seen, record, now) {
  const view = { ...seen, ...now };
  const body = record.body;
  switch (body.type) {
    case "edit_field":
      return valued(view, body.field, body.value, record.by.role);
    case "propose_field": {
      const name = record.command ?? String(record.seq);
      const proposal = { field: body.field, value: body.value };
      return { ...view, proposals: { ...view.proposals, [name]: proposal } };
    }
    case "accept_proposal": {
      const proposal = view.proposals?.[body.proposal];
      const proposals = without(view.proposals, body.proposal);
      if (proposal === undefined) return { ...view, proposals };
      return { ...valued(view, proposal.field, proposal.value, record.by.role), proposals };
    }
    case "decline_proposal":
      return { ...view, proposals: without(view.proposals, body.proposal) };
    case "add_material": {
      const { media_type, size, file_name } = body;
      const kept = { sha256: body.document, media_type, size, file_name };
      return laid(view, body.material, { ...kept, verdict: null, reason: null, remark: "" });
    }
    case "remove_material":
      return { ...view, materials: without(view.materials, body.material) };
    case "judge_material": {
      const { verdict, reason, remark } = body;
      const kept = view.materials?.[body.material];
      return kept === undefined ? view : laid(view, body.material, { ...kept, verdict, reason, remark });
    }
    case "identify":
      return { ...view, identity: body };
    case "act":
      return moved(view, body);
    case "submit":
      return { ...view, answer: null };
    case "sign":
      return { ...view, signature: body.image };
    case "answer":
      return { ...view, answer: body };
    case "rate":
      return { ...view, rating: body };
    case "say":
      return { ...view, said: [...(view.said ?? []), record] };
    case "note":
      return { ...view, notes: [...(view.notes ?? []), record] };
    default:
      return view;
  }
}

/** @param {CaseView} view @param {import("../wire/from-service.js").Act} act */
function moved(view, act) {
  const notices = act.notice ? { notices: [...(view.notices ?? []), act.notice] } : {};
  // Another visit: who is there is asked anew.
  const anew = act.ticket && view.form ? { identity: null, proposals: {} } : {};
  return { ...view, ...notices, ...anew };
}

/** @param {CaseView} view @param {string} name @param {string} value @param {string} by */
function valued(view, name, value, by) {
  const revision = (view.form?.[name]?.revision ?? 0) + 1;
  return { ...view, form: { ...view.form, [name]: { value, revision, by } } };
}

/** @param {CaseView} view @param {string} name @param {DocumentView} document */
function laid(view, name, document) {
  return { ...view, materials: { ...view.materials, [name]: document } };
}

/**
 * @template T
 * @param {{ [name: string]: T } | undefined} table @param {string} name
 */
function without(table, name) {
  const { [name]: _, ...rest } = table ?? {};
  return rest;
}
