// The types of events that are known here: an entry of its own (`@ballast/contracts/events`), because no page needs them.
export {
  ArticleCreated,
  ArticleSummarized,
  ArticleUpdated,
  EVENTS,
  IndexArticle,
  SummarizeRequested,
  TagGenerationCompleted,
  TagGenerationRequested,
  TagsGenerated,
} from './messages/events.ts';
