package org.taskvectors.evaluation.token;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import org.taskvectors.analysis.metric.Csv;
import org.taskvectors.analysis.metric.Digits;

/// What a vector says over texts, with everything that the numbers depend on: as it is shown,
/// copied and saved.
///
/// @param effect the numbers
/// @param texts the tokens that were read
/// @param top the passages with the largest mean KL, the largest first
/// @param setting what was compared
public record EffectReport(
        TextEffect effect, List<List<Integer>> texts, List<Passage> top, Setting setting) {
    /// Tokens of a passage, and those that are shown before and after it.
    private static final int PASSAGE = 12;

    private static final int AROUND = 10;

    private static final int PASSAGES = 20;

    public EffectReport {
        texts = texts.stream().map(List::copyOf).toList();
        top = List.copyOf(top);
    }

    /// Returns the report of a run, with its passages of 12 tokens.
    public static EffectReport of(TextEffect effect, List<List<Integer>> texts, Setting setting) {
        return new EffectReport(
                effect, texts, Passage.top(effect.kl(), PASSAGE, PASSAGES), setting);
    }

    /// What was compared, and over what.
    ///
    /// @param base the base's name
    /// @param formula the edited side: `θ₀ + 1.00 τ SST-2`
    /// @param baseFingerprint of the base that ran
    /// @param editedFingerprint of the edited model that ran
    /// @param source which text: `this prompt and answer`, a path
    /// @param windowing how long texts were cut, a sentence; empty where all fit
    /// @param leftOut what was left out of the source, a sentence; empty for nothing
    public record Setting(
            String base,
            String formula,
            String baseFingerprint,
            String editedFingerprint,
            String source,
            String windowing,
            String leftOut) {}

    /// A passage as it is shown.
    ///
    /// @param passage where it stands
    /// @param before tokens before it, as they are shown alone
    /// @param within its own
    /// @param after those after it
    public record Shown(
            Passage passage, List<Piece> before, List<Piece> within, List<Piece> after) {
        public Shown {
            before = List.copyOf(before);
            within = List.copyOf(within);
            after = List.copyOf(after);
        }
    }

    /// A token of a passage.
    ///
    /// @param text as it is shown alone
    /// @param kl in nats; NaN where it was not measured
    public record Piece(String text, double kl) {}

    /// Returns the passages where the vectors change most, at most 20.
    ///
    /// @param shown returns how a token is shown alone
    public List<Shown> passages(IntFunction<String> shown) {
        List<Shown> all = new ArrayList<>();
        for (Passage each : top) {
            int size = texts.get(each.text()).size();
            all.add(
                    new Shown(
                            each,
                            pieces(
                                    each.text(),
                                    Math.max(0, each.from() - AROUND),
                                    each.from(),
                                    shown),
                            pieces(each.text(), each.from(), each.to(), shown),
                            pieces(
                                    each.text(),
                                    each.to(),
                                    Math.min(size, each.to() + AROUND),
                                    shown)));
        }
        return all;
    }

    private List<Piece> pieces(int text, int from, int to, IntFunction<String> shown) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = from; i < to; i++) {
            pieces.add(new Piece(shown.apply(texts.get(text).get(i)), effect.kl().get(text).at(i)));
        }
        return pieces;
    }

    /// Returns every token that counts as CSV, the most promoted first, with every digit.
    ///
    /// @param shown returns how a token is shown alone
    public String csv(IntFunction<String> shown) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(
                List.of(
                        "token id",
                        "token",
                        "mean log p(edited) - log p(base) in nats ("
                                + setting.formula()
                                + ", "
                                + setting.source()
                                + ")",
                        "positions in a top " + Promoted.TOP,
                        "positions"));
        for (Promoted.Entry entry : effect.promoted().tokens()) {
            lines.add(
                    List.of(
                            Integer.toString(entry.token()),
                            shown.apply(entry.token()),
                            Csv.number(entry.mean()),
                            Long.toString(entry.count()),
                            Long.toString(effect.promoted().positions())));
        }
        return Csv.text(lines);
    }

    /// Returns what is shown as Markdown: the setting, both ends of the tokens, the passages.
    ///
    /// @param most how many tokens of each end
    /// @param shown returns how a token is shown alone
    /// @param program name and version of this program
    public String markdown(int most, IntFunction<String> shown, String program) {
        Promoted promoted = effect.promoted();
        StringBuilder text = new StringBuilder("# Tokens that a vector promotes\n\n");
        facts(program).forEach(fact -> text.append("- ").append(fact).append('\n'));
        table(text, "Promoted", promoted.promoted(most), shown);
        table(text, "Suppressed", promoted.suppressed(most), shown);
        text.append("\n## Passages with the largest mean KL\n\n| KL | passage |\n| ---: | --- |\n");
        for (Shown each : passages(shown)) {
            text.append("| ")
                    .append(Digits.significant(4).format(each.passage().mean()))
                    .append(" | ")
                    .append(joined(each.before()))
                    .append("**")
                    .append(joined(each.within()))
                    .append("**")
                    .append(joined(each.after()))
                    .append(" |\n");
        }
        return text.toString();
    }

    /// Returns what the numbers depend on, a line each.
    private List<String> facts(String program) {
        List<String> lines = new ArrayList<>();
        lines.add("by " + program);
        lines.add("base: " + setting.base() + ", runs `" + setting.baseFingerprint() + "`");
        lines.add("edited: " + setting.formula() + ", runs `" + setting.editedFingerprint() + "`");
        lines.add("text: " + setting.source());
        Optional.of(setting.windowing()).filter(s -> !s.isEmpty()).ifPresent(lines::add);
        Optional.of(setting.leftOut())
                .filter(s -> !s.isEmpty())
                .ifPresent(left -> lines.add("left out: " + left));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "mean over %,d positions of log p(edited) − log p(base), among %,d tokens"
                                + " that are in the top %d of either at least once",
                        effect.promoted().positions(),
                        effect.promoted().tokens().size(),
                        Promoted.TOP));
        if (effect.promoted().undefined() > 0) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%,d more of them have no mean: a side rules them out",
                            effect.promoted().undefined()));
        }
        lines.add("mean KL: " + Digits.significant(4).format(effect.mean()) + " nats");
        return lines;
    }

    private static void table(
            StringBuilder text,
            String title,
            List<Promoted.Entry> entries,
            IntFunction<String> shown) {
        text.append("\n## ")
                .append(title)
                .append("\n\n| token | mean Δ log p | positions |\n| --- | ---: | ---: |\n");
        for (Promoted.Entry entry : entries) {
            text.append("| ")
                    .append(cell("`" + shown.apply(entry.token()).replace("`", "ˋ") + "`"))
                    .append(" | ")
                    .append(signed(entry.mean()))
                    .append(" | ")
                    .append(entry.count())
                    .append(" |\n");
        }
    }

    private static String joined(List<Piece> pieces) {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        return cell(text.toString());
    }

    /// A text that ends neither its cell nor its line.
    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\r", "").replace('\n', '↵');
    }

    /// Returns a mean with its sign, three decimals: `+2.225`.
    public static String signed(double mean) {
        return (mean > 0 ? "+" : "") + Digits.decimals(3).format(mean);
    }
}
