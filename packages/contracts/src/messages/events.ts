import { z } from 'zod';
import { defineEvent, type EventContract } from '../event-contract.ts';

/** Producers send more than this, and not all of it: only what an event is about is asked of them. */
const articleId = z.string().min(1);
const article = {
  article_id: articleId,
  feed_id: z.string().optional(),
  title: z.string().optional(),
  content: z.string().optional(),
};
const tags = z.array(
  z.object({ id: z.string().optional(), name: z.string().min(1), confidence: z.number().optional() }),
);

/** The life of articles; who publishes and who consumes which is in apps/event-hub/README.md. */
const ARTICLES = 'alt:events:articles';

export const ArticleCreated = defineEvent({ stream: ARTICLES, type: 'ArticleCreated', payload: z.object(article) });

export const ArticleUpdated = defineEvent({ stream: ARTICLES, type: 'ArticleUpdated', payload: z.object(article) });

export const SummarizeRequested = defineEvent({
  stream: ARTICLES,
  type: 'SummarizeRequested',
  payload: z.object(article),
});

export const ArticleSummarized = defineEvent({
  stream: 'alt:events:summaries',
  type: 'ArticleSummarized',
  payload: z.object({ article_id: articleId, summary: z.string() }),
});

const TAGS = 'alt:events:tags';

export const TagsGenerated = defineEvent({
  stream: TAGS,
  type: 'TagsGenerated',
  payload: z.object({ article_id: articleId, tags }),
});

/** Asks for tags as GenerateTagsForArticle does, without waiting for them. */
export const TagGenerationRequested = defineEvent({
  stream: TAGS,
  type: 'TagGenerationRequested',
  payload: z.object(article),
});

export const TagGenerationCompleted = defineEvent({
  stream: TAGS,
  type: 'TagGenerationCompleted',
  payload: z.object({
    article_id: articleId,
    success: z.boolean(),
    tags: tags.optional(),
    error_message: z.string().optional(),
  }),
});

export const IndexArticle = defineEvent({
  stream: 'alt:events:index',
  type: 'IndexArticle',
  payload: z.object(article),
});

/** All types of events that are known here. Streams hold others too. */
export const EVENTS: readonly EventContract<unknown>[] = [
  ArticleCreated,
  ArticleUpdated,
  SummarizeRequested,
  ArticleSummarized,
  TagsGenerated,
  TagGenerationRequested,
  TagGenerationCompleted,
  IndexArticle,
];
