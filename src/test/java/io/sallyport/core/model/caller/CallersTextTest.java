package io.sallyport.core.model.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.core.model.Fault;
import io.sallyport.core.model.issuer.CallerKind;
import io.sallyport.core.model.issuer.Claim;
import io.sallyport.core.model.issuer.KeySource;
import io.sallyport.core.model.issuer.TokenIssuer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallersTextTest {
    private static final TokenIssuer IDP = new TokenIssuer(
            "idp",
            "https://idp.example.com",
            new KeySource.Discovered(),
            List.of("models"),
            Map.of(
                    CallerKind.EMAIL, Claim.of("email"),
                    CallerKind.GROUP, Claim.of("groups"),
                    CallerKind.CLIENT, Claim.of("azp")),
            TokenIssuer.USUAL_PERSONS);
    private static final TokenIssuer CI = new TokenIssuer(
            "ci",
            "https://ci.example.com",
            new KeySource.Discovered(),
            List.of("models"),
            Map.of(CallerKind.SUBJECT, Claim.of("sub")),
            TokenIssuer.USUAL_PERSONS);

    @Test
    void readsCallersOfEveryIssuer() {
        assertThat(read("team-b/*, team-c/scorer, *, idp:email/alice@example.com, idp:group//data/science team,"
                        + "idp:client/ci-bot, ci:subject/repo:org/x:ref:refs/heads/main"))
                .containsExactly(
                        new Caller.Namespace("team-b"),
                        new Caller.Account("team-c", "scorer"),
                        new Caller.Anyone(),
                        new Caller.Claimed(IDP, CallerKind.EMAIL, "alice@example.com"),
                        new Caller.Claimed(IDP, CallerKind.GROUP, "/data/science team"),
                        new Caller.Claimed(IDP, CallerKind.CLIENT, "ci-bot"),
                        new Caller.Claimed(CI, CallerKind.SUBJECT, "repo:org/x:ref:refs/heads/main"));
    }

    @Test
    void aCommaInAValueIsWrittenWithABackslash() {
        assertThat(read("idp:group/cn=a\\,dc=b, idp:group/c:\\\\d\\e"))
                .containsExactly(
                        new Caller.Claimed(IDP, CallerKind.GROUP, "cn=a,dc=b"),
                        new Caller.Claimed(IDP, CallerKind.GROUP, "c:\\d\\e"));
    }

    @Property
    void whatIsShownReadsAsTheSameCaller(@ForAll @NotEmpty @CharRange(from = '!', to = ')') @CharRange(from = '+', to = '~') String value) {
        var caller = new Caller.Claimed(IDP, CallerKind.GROUP, value);

        assertThat(read("team/*, " + caller.described())).containsExactly(new Caller.Namespace("team"), caller);
    }

    @Test
    void saysEverythingThatIsWrongAtOnceAndWhatMayBeWritten() {
        assertThat(faults("alice@example.com, group:data-science, dex:email/a@b, idp:subject/x, idp:email/alice, idp:group/, ci:subject/a*"))
                .extracting(Fault::fix)
                .containsExactly(
                        "write \"idp:email/alice@example.com\"",
                        "write \"namespace/account\", \"namespace/*\" for all of a namespace, or \"*\" for every ServiceAccount, or"
                                + " \"idp:email/alice@example.com\", \"idp:group/data-science\", \"idp:client/ci-bot\", \"ci:subject/subject\"",
                        "write \"idp:email/alice@example.com\", \"idp:group/data-science\", \"idp:client/ci-bot\", \"ci:subject/subject\"",
                        "write \"idp:email/alice@example.com\", \"idp:group/data-science\", \"idp:client/ci-bot\"",
                        "write an address such as alice@example.com after the slash",
                        "write what the token has as its group after the slash",
                        "write one subject exactly: \"*\" is no wildcard here, but the mesh would take it for one");
    }

    @Test
    void withoutFurtherIssuersSaysWhereTheyAreNamed() {
        assertThat(((CallersText.Reading.Unreadable) CallersText.parse("idp:email/alice@example.com", rules(List.of()))).faults())
                .extracting(Fault::fix)
                .containsExactly("no issuer besides the API server is known: ask for one in Sallyport's chart value settings.tokens.issuers");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "idp:group/a*", "idp:group/*", "idp:group/*a", "idp:email/*@example.com", "idp:client/*", "idp:group/a\u0000b",
        "idp:group/a\u202eb", "idp:group/a\u200bb", "idp:email/a b@c", "idp:email/a@b@c", "IDP:group/a", "idp:Group/a", "idp :group/a", ":group/a",
        "idp:/a", "idp/group:a", "members:group/a"
    })
    void takesNothingLoosely(String entry) {
        assertThat(faults(entry)).hasSize(1);
    }

    @Test
    void theNamespacesOfAccountsCanBeToldWhateverIsWrongWithTheRest() {
        assertThat(CallersText.namespaces("team", "members, team-b/*, team-c/scorer, *, idp:email/alice@example.com, team d/x, nonsense"))
                .containsExactlyInAnyOrder("team", "team-b", "team-c");
    }

    @Test
    void anAdminLimitsWhatMayBeWrittenAndEveryEntryBeyondThatIsAFault() {
        var limited = new CallerRules("team", List.of(IDP, CI), Optional.empty(), Optional.of(Set.of("ci")));

        assertThat(CallersText.parse("team/*, team/scorer, ci:subject/x", limited)).isEqualTo(new CallersText.Reading.Read(
                new Callers(List.of(new Caller.Namespace("team"), new Caller.Account("team", "scorer"), claimed(CI, CallerKind.SUBJECT, "x")))));
        assertThat(((CallersText.Reading.Unreadable) CallersText.parse("*, team-b/*, team-b/x, idp:group/a, nonsense", limited)).faults())
                .extracting(Fault::toString)
                .hasSize(5)
                .first().asString()
                .contains("metadata.annotations[sallyport.io/callers]", "\"*\"", "settings.callers.allow", "namespace team",
                        "\"team/*\" or one of its ServiceAccounts, \"ci:subject/subject\"");
    }

    @Test
    void membersAreTheAccountsAndThePeopleOfTheModelsOwnNamespace() {
        var rules = new CallerRules("team", List.of(IDP, CI), Optional.of(IDP), Optional.empty());

        assertThat(CallersText.parse("members, team-b/*", rules)).isEqualTo(new CallersText.Reading.Read(new Callers(List.of(
                new Caller.Namespace("team"), new Caller.People("team", IDP), new Caller.Namespace("team-b")))));
        assertThat(faults("members, team-b/members*")).extracting(Fault::fix).first().asString()
                .contains("\"team/*\"", "settings.tokens.people");
        assertThat(((CallersText.Reading.Unreadable) CallersText.parse("members",
                        new CallerRules("team", List.of(IDP), Optional.of(IDP), Optional.of(Set.of("*", "idp"))))).faults())
                .extracting(Fault::problem).first().asString().contains("settings.callers.allow");
    }

    @Test
    void eachWordAllowsItsOwnCallersAlone() {
        List<Caller> callers = List.of(
                new Caller.Anyone(), new Caller.Namespace("team-b"), new Caller.Account("team-b", "x"), claimed(IDP, CallerKind.GROUP, "a"),
                claimed(CI, CallerKind.SUBJECT, "a"), new Caller.People("team", IDP));

        assertThat(allowed(callers, "*")).containsExactly(callers.getFirst());
        assertThat(allowed(callers, "accounts")).containsExactly(callers.get(1), callers.get(2));
        assertThat(allowed(callers, "idp")).containsExactly(callers.get(3));
        assertThat(allowed(callers, "ci")).containsExactly(callers.get(4));
        assertThat(allowed(callers, "members")).containsExactly(callers.get(5));
    }

    private static List<Caller> allowed(List<Caller> callers, String word) {
        var rules = new CallerRules("team", List.of(IDP, CI), Optional.empty(), Optional.of(Set.of(word)));
        return callers.stream().filter(rules::allow).toList();
    }

    private static Caller claimed(TokenIssuer issuer, CallerKind kind, String text) {
        return new Caller.Claimed(issuer, kind, text);
    }

    private static CallerRules rules(List<TokenIssuer> issuers) {
        return new CallerRules("team", issuers, Optional.empty(), Optional.empty());
    }

    private static List<Caller> read(String annotation) {
        return ((CallersText.Reading.Read) CallersText.parse(annotation, rules(List.of(IDP, CI)))).callers().allowed();
    }

    private static List<Fault> faults(String annotation) {
        return ((CallersText.Reading.Unreadable) CallersText.parse(annotation, rules(List.of(IDP, CI)))).faults();
    }
}
