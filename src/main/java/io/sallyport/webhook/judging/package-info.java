/**
 * What becomes of a review between its first byte and its answer: its body's memory, its place in line, a thread that judges it,
 * and the one answer that it gets.
 *
 * <pre>
 *  event loop:     PendingReview ──▶ JudgeThreads          PendingReview ──▶ bytes
 *  judge's thread:                       └─▶ JudgedReview ──▶ Judgement ─┘
 * </pre>
 *
 * <p>Nobody is told to wait longer than they would: when the line is full, the writes that are too many are refused at once, with
 * 503 and a time after which kubectl and controllers try again by themselves. They are refused and not left to {@code failurePolicy},
 * since otherwise a flood would open the webhooks that fail open.
 */
package io.sallyport.webhook.judging;
