package io.sallyport.cli.cluster;

import io.sallyport.core.admission.Surroundings;
import java.util.List;

/**
 * What could be read of a cluster by somebody who may not read everything.
 *
 * @param surroundings what could be read
 * @param unreadable   a line for each kind that could not
 * @param namespace    that was asked for, or is the kubeconfig's
 */
public record ReadCluster(Surroundings surroundings, List<String> unreadable, String namespace) {}
