import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endOf, startProduct, type Product } from '../support/product';
import { failWith, fullEndOf, newLead, rows, takeLonger, untilAsked } from './lead';

const secondsAgo = (seconds: number): string => new Date(Date.now() - seconds * 1_000).toISOString();

describe('a lead who writes several messages', () => {
  let product: Product;
  beforeAll(async () => (product = await startProduct()), 60_000);
  afterAll(() => product.stop());

  test('in a row, while Claude is slow, gets one reply to all of them', async () => {
    const lead = newLead(product);
    await takeLonger(product.claude, 1_500);
    const texts = ['Hi', 'I am looking for a house', 'with 3 bedrooms in Fremont'];
    const workflowIds: string[] = [];
    for (const [place, text] of texts.entries()) {
      const workflowId = await lead.writes(text, { dateAdded: secondsAgo(10 - place) });
      workflowIds.push(workflowId);
      await untilAsked(product, workflowId, 'semantic');
    }
    const runs = await Promise.all(workflowIds.map(workflowId => endOf(product, workflowId)));
    await takeLonger(product.claude, 1);
    expect(runs.map(run => run.status)).toEqual(['superseded', 'superseded', 'answered']);
    // Whether the newer run is still under way or done by then is a matter of moments; either is said.
    expect(runs[0]?.explanation).toMatch(
      /^not answered on its own: (the lead wrote again|another reply already answers)/,
    );
    expect(lead.received()).toHaveLength(1);
    const covered = await rows<{ count: number }>(
      product,
      'select count(*)::integer as count from send_covers where location_id = $1',
      [lead.locationId],
    );
    expect(covered).toEqual([{ count: 3 }]);
  });

  test('all at once gets one reply, or one for each that the others did not see, but never two to one', async () => {
    const lead = newLead(product);
    const workflowIds = await Promise.all(
      ['Hello', 'anyone there?', 'I want to buy a condo', 'in Oakland', 'soon'].map((text, place) =>
        lead.writes(text, { dateAdded: secondsAgo(10 - place) }),
      ),
    );
    const runs = await Promise.all(workflowIds.map(workflowId => fullEndOf(product, workflowId)));
    const answered = runs.filter(run => run.status === 'answered');
    expect(runs.filter(run => run.status === 'superseded')).toHaveLength(5 - answered.length);
    expect(answered.length).toBeGreaterThan(0);
    expect(lead.received()).toHaveLength(answered.length);
    // Every message is covered by one send, which the primary key holds; none is left out.
    const covered = await rows<{ count: number }>(
      product,
      'select count(*)::integer as count from send_covers where location_id = $1',
      [lead.locationId],
    );
    expect(covered).toEqual([{ count: 5 }]);
  });

  test('of which an older one arrives late gets an answer to that, too', async () => {
    const lead = newLead(product);
    expect(await lead.says('And a garage please', { dateAdded: secondsAgo(1) })).toMatchObject({
      status: 'answered',
    });
    const late = await lead.says('Hi, I want 4 bedrooms in Dublin', { dateAdded: secondsAgo(60) });
    expect(late).toMatchObject({ status: 'answered' });
    expect(lead.received()).toHaveLength(2);
  });

  test('of which the newest is answered by a rule covers the one before', async () => {
    const lead = newLead(product);
    await failWith(product.claude, { kind: 'delay', ms: 2_000, match: { task: 'reply' } });
    const first = await lead.writes('Hi, who is this?', { dateAdded: secondsAgo(5) });
    await untilAsked(product, first, 'reply');
    expect(await lead.says('HELP')).toMatchObject({ status: 'answered', replySource: 'template' });
    expect(await endOf(product, first)).toMatchObject({ status: 'superseded' });
    expect(lead.received()).toHaveLength(1);
  });

  test('leaves other leads of the location alone', async () => {
    const one = newLead(product);
    const other = newLead(product, one.locationId);
    const ended = await Promise.all([one.says('Hi, I want to buy'), other.says('Hi, I want to sell')]);
    expect(ended.map(run => run.status)).toEqual(['answered', 'answered']);
    expect([one.received().length, other.received().length]).toEqual([1, 1]);
  });
});
