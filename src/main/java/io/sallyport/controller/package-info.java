/**
 * The part that talks to the API server. {@link io.sallyport.controller.Controller} puts it together; each room below has one job.
 *
 * <pre>
 *  watch event ─▶ cache ─▶ reconcile: triggers, work queue, reconciler ─▶ cluster: writer
 *                   │         │ core: observed × desired → changes
 *                   └─────────┴▶ ClusterSnapshot, for admission
 *  lead: who writes   issuer: whose tokens are good   certificate, guard, uninstall: each for itself
 * </pre>
 *
 * <p>Every replica follows the cluster; one leads and writes, and only while it is certain to lead: this is asked before every
 * single write. A write that others make something else of may change nothing, and so bring no event: it counts as failed.
 *
 * <p>Nothing is done before everything is known: an empty cache must not be taken for an empty cluster.
 */
package io.sallyport.controller;
