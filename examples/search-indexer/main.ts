import { ArticleCreated, ArticleSummarized, TagsGenerated } from '@ballast/contracts/events';
import { done } from '@ballast/reliability';
import { runService } from '@ballast/runtime';
import { z } from 'zod';
import { exampleConfig } from '../service/config.ts';
import { openDoors, work } from '../service/two-doors.ts';
import { SearchIndex } from './search-index.ts';

const QuerySchema = z.object({ q: z.string().default('') });

await runService('search-indexer', exampleConfig('search-indexer', 9511), async (service) => {
  const index = new SearchIndex(service.config.DATA_DIR);

  const works = [
    work(ArticleCreated, async (article) => {
      await index.addArticle(article);
      return done;
    }),
    work(ArticleSummarized, async (summary) => {
      await index.addSummary(summary);
      return done;
    }),
    work(TagsGenerated, async (tags) => {
      await index.addTags(tags);
      return done;
    }),
  ];
  await openDoors(service, works, (app) => {
    app.get('/search', async ({ query }) => ({ articles: await index.search(QuerySchema.parse(query).q) }));
  });
});
