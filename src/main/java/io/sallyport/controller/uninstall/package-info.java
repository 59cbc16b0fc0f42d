/**
 * What the chart's pre-delete hook does: the doors shut before the locks go.
 */
package io.sallyport.controller.uninstall;
