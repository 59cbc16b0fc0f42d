/**
 * What is read of KServe's own objects: what takes a model's calls, how KServe runs it, and the Pods that it makes for it. Each kind of
 * object that can be exposed is read into the same {@link io.sallyport.core.model.kserve.Model}. Nothing in this room judges.
 */
package io.sallyport.core.model.kserve;
