/// Gathers prompts of all partitions into micro-batches, so that the classifier runs once for many
/// of them.
///
/// How many prompts share a batch, up to the most, is weighed: what one more call costs
/// ([CallCost], measured) against what the batch is padded with ([BatchCost]). A batch leaves when
/// it is full or its call costs less than its tokens do, as soon as no more prompts can arrive
/// because no stream thread is in its poll and no tokeniser at work, or after the linger at the
/// latest: it counts from the prompt that came last, once none is on its way to the queue. Where it
/// is set so, and the model is on the CPU with as many tokenisers as cores, batches wait while many
/// prompts wait for a tokeniser, and are picked from all of them, more alike in length. With two
/// models a prompt passes two such queues, and what is at the first is on its way to the second.
/// Nothing is held back from Kafka Streams: prompts are shown to the batcher while their poll
/// returns, and each record is still processed, and forwarded, in its turn. What waits here is
/// computation only, so a rebalance or a crash may throw it away.
///
/// What decides, policy and models, is one immutable snapshot ([Judge]). A poll takes the one in
/// force ([CurrentJudge]) when it begins and its slots carry it to the decision, so a swap under
/// load never lets an old score meet a new threshold; models that are left behind close when their
/// last prompt has its score. A [Shadow] is asked beside it and never waited for.
@NullMarked
package org.reasoningrouter.router.batch;

import org.jspecify.annotations.NullMarked;
