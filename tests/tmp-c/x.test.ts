import { test } from '@jest/globals';
import { operate, startProduct } from '../support/product';
import { newLead } from '../workflows/lead';
import { readDialogues } from '../../main/demo/dialogues';
test('x', async () => {
  const product = await startProduct();
  const out: string[] = [];
  let states = 0;
  for (const d of readDialogues()) {
    const lead = newLead(product);
    for (const text of d.leadTexts) {
      await lead.says(text); states += 1;
      const ask = () => operate(product, '/v1/coaching', { method: 'POST', json: { locationId: lead.locationId, contactId: lead.contactId } });
      await ask(); const again = await ask();
      if (again.body['source'] !== 'cache') out.push(JSON.stringify([text, again.body['advice'], lead.received().at(-1)?.body]));
    }
  }
  console.log(states + '\n' + out.join('\n'));
  await product.stop();
}, 240000);
