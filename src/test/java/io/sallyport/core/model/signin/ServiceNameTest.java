package io.sallyport.core.model.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNameTest {
    private static final ServiceName DEX = new ServiceName("auth", "dex");

    @Test
    void aFullHostIsAService() {
        assertThat(ServiceName.ofHost("dex.auth.svc.cluster.local", "cluster.local")).contains(DEX);
        assertThat(DEX.host("corp")).isEqualTo("dex.auth.svc.corp");
    }

    /** Istio takes a host with a dot as it is; a ServiceEntry could bear each of these. */
    @ParameterizedTest
    @ValueSource(strings = {
        "dex", "dex.auth", "dex.auth.svc", "DEX.AUTH", "dex.auth.svc.Cluster.local", "dex.auth.svc.cluster.local.",
        "x.dex.auth.svc.cluster.local", ".auth.svc.cluster.local", "dex..svc.cluster.local", ".svc.cluster.local"
    })
    void anythingElseIsNone(String host) {
        assertThat(ServiceName.ofHost(host, "cluster.local").filter(service -> service.equals(DEX))).isEmpty();
    }

    @Test
    void aUrlMayLeaveTheClustersDomainToDns() {
        assertThat(ServiceName.ofUrl("http://dex.auth.svc:5556/dex", "cluster.local")).contains(DEX);
        assertThat(ServiceName.ofUrl("http://dex.auth.svc.cluster.local/dex", "cluster.local")).contains(DEX);
        assertThat(ServiceName.ofUrl("https://login.example.com", "cluster.local")).isEqualTo(Optional.empty());
        assertThat(ServiceName.ofUrl("sha256:ab", "cluster.local")).isEmpty();
        assertThat(ServiceName.ofUrl("not a url", "cluster.local")).isEmpty();
    }

    @Test
    void aStarStandsForTheRestOfAName() {
        assertThat(ServiceName.of("cm-*", "istio-system").covers(new ServiceName("istio-system", "cm-x"))).isTrue();
        assertThat(ServiceName.of("cm-*", "istio-system").covers(new ServiceName("other", "cm-x"))).isFalse();
        assertThat(ServiceName.of("auth/dex", "istio-system").covers(DEX)).isTrue();
        assertThat(ServiceName.of("dex", "auth").covers(new ServiceName("auth", "dexter"))).isFalse();
    }
}
