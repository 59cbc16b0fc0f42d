package io.sallyport.core.guard.policies;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.Reach;
import io.sallyport.core.guard.write.Notice;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * A new rule at the gateway that asks for no audience: a company's issuer makes tokens for many applications, and a token for
 * any of them then passes require-jwt.
 */
public final class AudienceNotice implements Notice {
    private static final String SELECTOR = "/spec/selector/matchLabels";

    private final ExposureSettings settings;

    public AudienceNotice(ExposureSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<String> of(Write write, ClusterObjects cluster) {
        if (write.deletes() || write.byUs() || !Reach.of(cluster, settings).includes(write.after(), write.after().at(SELECTOR))) {
            return List.of();
        }
        List<TokenRule> before = rules(write.before());
        List<TokenRule> rules = rules(write.after());
        List<String> notices = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            TokenRule rule = rules.get(i);
            boolean openBefore = before.stream().anyMatch(other -> other.issuer().equals(rule.issuer()) && other.audiences().isEmpty());
            if (rule.audiences().isEmpty() && !openBefore && !isOurs(rule)) {
                notices.add("spec.jwtRules[" + i + "] has no audiences: every token of " + rule.issuer()
                        + ", whatever application it was made for, passes the gateway's check");
            }
        }
        return notices;
    }

    private static List<TokenRule> rules(JsonNode object) {
        return Json.elements(object.at("/spec/jwtRules")).stream().map(TokenRule::of).toList();
    }

    /** Whose audience policies of ours ask for. */
    private boolean isOurs(TokenRule rule) {
        return settings.tokens().issuer().filter(rule.issuer()::equals).isPresent();
    }
}
