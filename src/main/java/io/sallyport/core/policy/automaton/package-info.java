/**
 * Automata, built state by state on the library's own data structure: product, subsets, shortest text. Each pays for its
 * {@link io.sallyport.core.policy.automaton.Work} beforehand, which the library's own operations do not allow.
 */
package io.sallyport.core.policy.automaton;
