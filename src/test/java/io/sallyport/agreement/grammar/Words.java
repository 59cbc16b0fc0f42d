package io.sallyport.agreement.grammar;

import java.util.List;

/** What policies and requests are made of: few and alike, so that their languages touch. */
public final class Words {
    static final List<String> PATHS = List.of(
            "/", "/a", "/a", "/b", "/a/b", "/a/b/m", "/ab", "/A", "/dex", "/dex/", "/dex/a", "/oauth2", "/a//b", "//a",
            "/a;x", "/a/..;/b", "/a%2fb", "/a%2Fb", "/a.b", "/a=b", "/a,b", "/a@b:c", "/[a]", "/a~b", "/-_.", "/a'(b)!",
            "/a*b", "/*", "/a+b&c", "/$a", "/a%25", "/a%7cb", "/a%7Cb", "/a/./b");
    /** That a path can never be, however plain they look. */
    static final List<String> NEVER_PATHS =
            List.of("", "a", "dex", "/a?b", "/%61", "/a/../b", "/a^b", "/\u00e9", "/a b", "/{a}/b", "/a#b", "/a|b", "/a\\b");
    static final List<String> SEGMENTS = List.of("a", "b", "m", "{*}", "{*}", "{**}", "dex", "a.b", "a@b", "%2f", "a=b");

    static final List<String> HOSTS =
            List.of("gw.test", "GW.test", "a.gw.test", "gw.test:80", "gw.test:8080", "a", "a@b", "10.0.0.1", ".test", "gw", "a,b");
    static final List<String> METHODS = List.of("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE");
    /** Known only to HTTP/2, or to nobody. */
    static final List<String> STRANGE_METHODS = List.of("get", "Get", "NOSUCH", "G", "PO*T", "*");
    public static final List<Integer> PORTS = List.of(8080, 8081, 9090);
    /** By which Services and Gateways know them. */
    public static final List<Integer> SERVICE_PORTS = List.of(80, 81, 9090);
    static final List<String> PORT_TEXTS =
            List.of("8080", "8081", "9090", "80", "81", "08080", "x", "0", "65536", "-1", "+8080", "", " 8080", "8080.0", "4294975376");
    static final List<String> SCHEMES = List.of("http", "https", "ftp", "HTTP", "FTP", "h");

    static final List<String> HEADER_NAMES = List.of(
            "x-a", "x-a", "x-a", "X-A", "x-b", "cookie", "content-type", "accept", "user-agent", "authorization",
            "origin", "x-forwarded-for", "x-forwarded-proto", "x-envoy-external-address", "x-forwarded-client-cert",
            "x-envoy-retry-on", "x-envoy-original-path", "x-envoy-internal", "host", ":authority", ":path", ":method", ":scheme");
    static final List<String> HEADER_VALUES = List.of("a", "b", "ab", "A", "a,b", "Basic a", "", "a*b", "http", "a; b", "a=b", "\u00e9");

    static final List<String> ADDRESSES = List.of("0.0.0.0/0", "192.0.2.0/24", "192.0.2.1", "0.0.0.0/1", "128.0.0.0/1",
            "bad", "192.0.2.256", "192.0.2.1/33", "::/0", "");
    static final List<String> IDENTITIES = List.of("*", "a", "cluster.local/ns/a/sa/a", "a*", "*a");
    static final List<String> CLAIMED = List.of("*", "a", "b", "a/b", "a*", "*b", "a/*", "*/b", "https://i.test/*", "https://i.test/b", "https*", "a b", "");
    static final List<String> CLAIMS = List.of("iss", "sub", "aud", "azp", "groups", "scope", "a", "a][b", "a][c", "a][b][c", "none");
    static final List<String> UNKNOWN_KEYS = List.of(
            "unknown.key", "request.regex[x]", "request.auth.claims", "request.headers", "request.headers[x-a",
            "Request.headers[x-a]", "request.headersx-a]", "source.ip ", "", "request.path");

    private Words() {}
}
