import { describe, expect, test } from '@jest/globals';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { z } from 'zod';
import { slotNames } from '../../domain/analysis';
import { qualificationExtractionSchema, semanticAnalysisSchema } from '../../domain/analysis.schema';
import { calm, extractionOf } from './examples';

describe('the forms that Claude fills in', () => {
  test('take what the types say', () => {
    expect(semanticAnalysisSchema.parse(calm)).toEqual(calm);
    const extraction = extractionOf('buyer', { beds: ['3', 0.9] });
    expect(qualificationExtractionSchema.parse(extraction)).toEqual(extraction);
  });

  test('refuse a confidence on another scale', () => {
    expect(semanticAnalysisSchema.safeParse({ ...calm, confidence: 85 }).success).toBe(false);
    expect(qualificationExtractionSchema.safeParse(extractionOf('buyer', { beds: ['3', 90] })).success).toBe(
      false,
    );
  });

  test('refuse other names for the same', () => {
    const { primary_intent, ...rest } = calm;
    expect(semanticAnalysisSchema.safeParse({ ...rest, intent: primary_intent }).success).toBe(false);
  });

  test('refuse words that are not in the lists', () => {
    expect(semanticAnalysisSchema.safeParse({ ...calm, sentiment: 'furious' }).success).toBe(false);
  });

  test('have a slot for every name, all of them required', () => {
    const schema = z.toJSONSchema(qualificationExtractionSchema.shape.slots);
    expect(Object.keys(schema.properties ?? {}).sort()).toEqual([...slotNames].sort());
    expect([...(schema.required ?? [])].sort()).toEqual([...slotNames].sort());
  });

  test('are closed objects throughout, as structured outputs want them', () => {
    for (const schema of [semanticAnalysisSchema, qualificationExtractionSchema]) {
      const json = JSON.stringify(zodOutputFormat(schema).schema);
      expect(json).not.toContain('$ref');
      const objects = json.match(/"type":"object"/g)?.length ?? 0;
      expect(json.match(/"additionalProperties":false/g)).toHaveLength(objects);
    }
  });
});
