package org.taskvectors.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.taskvectors.file.Shown;
import org.taskvectors.tokenizer.Tokenizer.SpecialToken;

/// Says how one model's tokenizer differs from another's.
final class Differences {
    /// How many tokens are named.
    private static final int NAMED = 3;

    private Differences() {}

    static List<String> between(Tokenizer base, Tokenizer other) {
        List<String> said = new ArrayList<>();
        tokens(base, other, said);
        for (SpecialToken token : List.of(SpecialToken.BOS, SpecialToken.EOS)) {
            if (!base.text(token).equals(other.text(token))) {
                said.add(
                        String.format(
                                Locale.ROOT,
                                "its %s token is %s, the base's %s",
                                token,
                                other.text(token).map(Shown::of).orElse("none"),
                                base.text(token).map(Shown::of).orElse("none")));
            }
        }
        if (!base.prefix().equals(other.prefix())) {
            said.add(
                    "before every text it puts "
                            + shown(other, other.prefix())
                            + ", the base "
                            + shown(base, base.prefix()));
        }
        if (!List.copyOf(base.ends()).equals(List.copyOf(other.ends()))) {
            said.add(
                    "its answers end at "
                            + shown(other, other.ends())
                            + ", the base's at "
                            + shown(base, base.ends()));
        }
        if (!base.chatTemplate().equals(other.chatTemplate())) {
            said.add(
                    other.chatTemplate().isEmpty()
                            ? "it has no chat template, the base has one"
                            : base.chatTemplate().isEmpty()
                                    ? "it has a chat template, the base has none"
                                    : "its chat template is another one than the base's");
        }
        return List.copyOf(said);
    }

    private static void tokens(Tokenizer base, Tokenizer other, List<String> said) {
        int shared = Math.min(base.size(), other.size());
        List<Integer> changed = new ArrayList<>();
        for (int id = 0; id < shared; id++) {
            if (!base.shown(id).equals(other.shown(id))
                    || base.isSpecial(id) != other.isSpecial(id)) {
                changed.add(id);
            }
        }
        if (!changed.isEmpty()) {
            said.add(
                    String.format(
                            Locale.ROOT,
                            "%,d of its tokens are others than the base's of the same ids: %s",
                            changed.size(),
                            named(other, changed)));
        }
        List<Integer> extra = new ArrayList<>();
        for (int id = shared; id < Math.max(base.size(), other.size()); id++) {
            extra.add(id);
        }
        if (!extra.isEmpty()) {
            boolean more = other.size() > base.size();
            said.add(
                    String.format(
                            Locale.ROOT,
                            "it has %,d tokens %s than the base's %,d: %s",
                            extra.size(),
                            more ? "more" : "fewer",
                            base.size(),
                            named(more ? other : base, extra)));
        }
    }

    private static String named(Tokenizer tokenizer, List<Integer> ids) {
        List<Integer> first = ids.subList(0, Math.min(NAMED, ids.size()));
        return shown(tokenizer, first) + (ids.size() > NAMED ? ", …" : "");
    }

    private static String shown(Tokenizer tokenizer, List<Integer> ids) {
        return ids.isEmpty()
                ? "nothing"
                : Shown.of(String.join(", ", ids.stream().map(tokenizer::shown).toList()));
    }
}
