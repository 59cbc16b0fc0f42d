package io.sallyport.core.policy.space;

import java.util.List;

/** Of an attribute that is exactly one text, such as the path. */
public record TextValues(Language language) implements Values {

    @Override
    public boolean isEmpty() {
        return language.isEmpty();
    }

    @Override
    public Values and(Values other) {
        return new TextValues(language.and(((TextValues) other).language));
    }

    @Override
    public List<Values> minus(Values other) {
        return List.of(new TextValues(language.minus(((TextValues) other).language)));
    }

    @Override
    public Values everything() {
        return new TextValues(Language.EVERYTHING);
    }
}
