/** Looks for the writes that cost most to judge, by what they cost the thread that judges them: {@code e2e/fuzz} runs it. */
package io.sallyport.cost;
