/**
 * The settings file, read once at start; every fault is reported with its path before anything runs.
 */
package io.sallyport.config;
