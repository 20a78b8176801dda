package org.taskvectors.sandbox;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.inference.Cut;
import org.taskvectors.inference.Side;

/// Runs as text for other programs and for papers.
public final class HistoryExport {
    private static final double HUNDRED = 100;

    private HistoryExport() {}

    /// Returns runs as lines of JSON, each with everything that is needed to repeat it.
    ///
    /// @param program name and version of this program
    public static String jsonLines(List<HistoryEntry> entries, String program) {
        return entries.stream()
                .map(entry -> HistoryJson.line(entry, program) + "\n")
                .collect(Collectors.joining());
    }

    /// Returns runs as Markdown: a section each.
    ///
    /// @param program name and version of this program
    public static String markdown(List<HistoryEntry> entries, String program) {
        StringBuilder text = new StringBuilder("# Answers side by side\n\nBy " + program + ".\n");
        for (HistoryEntry entry : entries) {
            text.append("\n## ").append(line(entry.title())).append("\n\n");
            text.append("- when: ").append(entry.at()).append('\n');
            text.append("- base: ").append(line(entry.base())).append('\n');
            text.append("- edited: ").append(formula(entry)).append('\n');
            if (!entry.device().isEmpty()) {
                text.append("- ran on: ").append(line(entry.device())).append('\n');
            }
            text.append("- decoding: ").append(words(entry.decoding())).append('\n');
            entry.fork()
                    .ifPresent(
                            fork ->
                                    text.append("- branch: the ")
                                            .append(word(fork.side()))
                                            .append(" text, token ")
                                            .append(fork.at() + 1)
                                            .append(" taken as ")
                                            .append(fork.token())
                                            .append('\n'));
            text.append("\nPrompt:\n\n").append(block(entry.prompt()));
            new EnumMap<>(entry.answers()).forEach((side, reply) -> answer(text, side, reply));
        }
        return text.toString();
    }

    private static void answer(StringBuilder text, Side side, HistoryEntry.Reply reply) {
        text.append('\n')
                .append(side == Side.BASE ? "Base" : "Edited")
                .append(", runs `")
                .append(reply.fingerprint())
                .append("`, ")
                .append(end(reply.end()))
                .append(":\n\n")
                .append(block(reply.text()));
        if (!reply.labels().isEmpty()) {
            text.append("\n| label | p |\n| --- | ---: |\n");
            for (Map.Entry<String, Double> label : reply.labels().entrySet()) {
                text.append("| ")
                        .append(line(label.getKey()))
                        .append(" | ")
                        .append(Digits.decimals(3).format(label.getValue()))
                        .append(" |\n");
            }
        }
    }

    /// Returns `θ₀ + 1.00 τ(SST-2)`, with where each vector lay if that is not everywhere.
    public static String formula(HistoryEntry entry) {
        return formula(entry.vectors(), entry.names());
    }

    /// Returns the same of vectors as they are laid.
    ///
    /// @param names of the vectors, in their order; for those that it lacks their ids stand
    public static String formula(List<Laid> vectors, List<String> names) {
        StringBuilder text = new StringBuilder("θ₀");
        for (int i = 0; i < vectors.size(); i++) {
            Laid laid = vectors.get(i);
            double lambda = laid.knob().lambda();
            text.append(lambda < 0 ? " " + Digits.MINUS + " " : " + ")
                    .append(number(Math.abs(lambda)))
                    .append(" τ(")
                    .append(line(i < names.size() ? names.get(i) : laid.vector()))
                    .append(where(laid))
                    .append(')');
        }
        return text.toString();
    }

    private static String where(Laid laid) {
        StringBuilder text = new StringBuilder();
        if (laid.isCurve()) {
            text.append(", λ by layer ");
            text.append(
                    laid.values().entrySet().stream()
                            .map(each -> each.getKey() + ": " + number(each.getValue()))
                            .collect(Collectors.joining(", ")));
        } else if (laid.knob().firstLayer() > 0 || laid.knob().lastLayer() < Integer.MAX_VALUE) {
            text.append(", layers ").append(laid.knob().firstLayer()).append(" to ");
            text.append(
                    laid.knob().lastLayer() == Integer.MAX_VALUE
                            ? "the last"
                            : Integer.toString(laid.knob().lastLayer()));
        }
        int all = org.taskvectors.checkpoint.naming.ModuleFamily.values().length;
        if (laid.knob().families().size() < all) {
            text.append(", on ");
            text.append(
                    laid.knob().families().stream()
                            .sorted()
                            .map(family -> family.label())
                            .collect(Collectors.joining(", ")));
        }
        return text.toString();
    }

    /// Two decimals where they are all: a rounded λ would name another model.
    private static String number(double value) {
        boolean isWhole = Math.rint(value * HUNDRED) / HUNDRED == value;
        return isWhole ? Digits.decimals(2).format(value) : Digits.typed(value);
    }

    private static String words(Decoding decoding) {
        String how =
                decoding.isGreedy()
                        ? "greedy"
                        : "sampled, temperature "
                                + Digits.typed(decoding.temperature())
                                + ", top-k "
                                + decoding.topK()
                                + ", top-p "
                                + Digits.typed(decoding.topP())
                                + ", min-p "
                                + Digits.typed(decoding.minP())
                                + ", seed "
                                + decoding.seed();
        return how
                + ", repetition "
                + Digits.typed(decoding.repetition())
                + ", at most "
                + decoding.most()
                + " tokens"
                + stops(decoding)
                + (decoding.cut() == Cut.KEEP_END
                        ? ", the beginning of a prompt beyond the context left out"
                        : "");
    }

    private static String stops(Decoding decoding) {
        List<String> words = new ArrayList<>();
        decoding.stops().forEach(stop -> words.add("\"" + stop.replace("\n", "\\n") + "\""));
        return (decoding.stopAtEnd() ? "" : ", the model's own end does not end it")
                + (words.isEmpty() ? "" : ", stopped at " + String.join(" or ", words));
    }

    private static String end(String end) {
        return switch (end) {
            case "LIMIT" -> "cut at the limit of tokens";
            case "CONTEXT" -> "cut at the end of the context";
            case "CANCELLED" -> "stopped";
            default -> "ended by itself";
        };
    }

    private static String word(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    /// Text between fences that are longer than any within it.
    private static String block(String text) {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        return fence + "\n" + text + (text.endsWith("\n") ? "" : "\n") + fence + "\n";
    }

    private static String line(String text) {
        return text.replaceAll("\\s+", " ").replace("|", "\\|").strip();
    }
}
