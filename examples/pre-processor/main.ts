import { ArticleCreated, ArticleSummarized, SummarizeRequested } from '@ballast/contracts/events';
import { done, retry } from '@ballast/reliability';
import { runService } from '@ballast/runtime';
import { exampleConfig } from '../service/config.ts';
import { Documents } from '../service/documents.ts';
import { publishEvent } from '../service/publish-event.ts';
import { openDoors, work } from '../service/two-doors.ts';
import { type PreparedArticle, prepareArticle } from './prepare-article.ts';
import { summarise } from './summarise.ts';

await runService('pre-processor', exampleConfig('pre-processor', 9510), async (service) => {
  const { config, name } = service;
  const prepared = new Documents<PreparedArticle>(config.DATA_DIR);
  const hub = { url: config.MQHUB_URL, key: config.MQHUB_KEY, source: name };

  await openDoors(service, [
    work(ArticleCreated, async (article) => {
      await prepared.put(article.article_id, prepareArticle(article));
      return done;
    }),
    work(SummarizeRequested, async (asked) => {
      const { article_id } = asked;
      const article = asked.content === undefined ? await prepared.get(article_id) : prepareArticle(asked);
      // Events keep no order between them: the article itself may still be on its way.
      if (article === undefined)
        return retry({ code: 'article_unknown', message: `${article_id} is not prepared yet` });
      const summary = summarise(article.text);
      return publishEvent(hub, ArticleSummarized, { article_id, summary }, [article_id, article.text]);
    }),
  ]);
});
