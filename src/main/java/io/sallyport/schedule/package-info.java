/**
 * Steps that run at their times, on threads of their own, whatever became of the step before.
 */
package io.sallyport.schedule;
