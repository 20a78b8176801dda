package org.taskvectors.evaluation.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// What is made equal before a generated text and an accepted answer are compared: lm-evaluation-
/// harness' `exact_match` (its `regexes_to_ignore`, `ignore_case`, `ignore_punctuation`,
/// `ignore_numbers`, in this order), then what SQuAD's evaluation does beside: articles and blanks
/// (`normalize_answer` of its `evaluate-v1.1.py`; Rajpurkar et al. 2016).
///
/// @param patterns regular expressions of Java, whose matches are removed
/// @param lowerCase whether letters are made small
/// @param punctuation whether ASCII's punctuation is removed, without a blank for it
/// @param numbers whether the digits 0 to 9 are removed
/// @param articles whether the words `a`, `an` and `the` are made a blank; small letters only
/// @param blanks whether blanks are removed at both ends and made one space within
public record Normaliser(
        List<Pattern> patterns,
        boolean lowerCase,
        boolean punctuation,
        boolean numbers,
        boolean articles,
        boolean blanks) {
    /// Python's `string.punctuation`.
    private static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");

    private static final Pattern NUMBERS = Pattern.compile("[0-9]");
    private static final Pattern ARTICLES =
            Pattern.compile("\\b(a|an|the)\\b", Pattern.UNICODE_CHARACTER_CLASS);

    /// What Python's `str.split` takes for blanks.
    private static final Pattern BLANKS = Pattern.compile("[\\p{IsWhite_Space}\\x1c-\\x1f]+");

    public Normaliser {
        patterns = List.copyOf(patterns);
    }

    /// Returns the normaliser that changes nothing: `exact_match` without options.
    public static Normaliser exact() {
        return new Normaliser(List.of(), false, false, false, false, false);
    }

    /// Returns SQuAD's: small letters, no punctuation, no articles, single blanks.
    public static Normaliser squad() {
        return new Normaliser(List.of(), true, true, false, true, true);
    }

    /// Returns this normaliser with regular expressions whose matches are removed first.
    ///
    /// @throws Failure [DataProblem#PATTERN_WRONG] if one of them is none
    public Normaliser without(List<String> expressions) throws Failure {
        List<Pattern> compiled = new ArrayList<>();
        for (String expression : expressions) {
            try {
                compiled.add(Pattern.compile(expression));
            } catch (PatternSyntaxException e) {
                throw Failure.of(
                                DataProblem.PATTERN_WRONG,
                                null,
                                "'"
                                        + Shown.of(expression)
                                        + "' is no regular expression: "
                                        + e.getDescription(),
                                "Mend it")
                        .causedBy(e);
            }
        }
        return new Normaliser(compiled, lowerCase, punctuation, numbers, articles, blanks);
    }

    /// Returns the text as it is compared.
    public String normal(String text) {
        String normal = text;
        for (Pattern pattern : patterns) {
            normal = pattern.matcher(normal).replaceAll("");
        }
        if (lowerCase) {
            normal = normal.toLowerCase(Locale.ROOT);
        }
        if (punctuation) {
            normal = PUNCTUATION.matcher(normal).replaceAll("");
        }
        if (numbers) {
            normal = NUMBERS.matcher(normal).replaceAll("");
        }
        if (articles) {
            normal = ARTICLES.matcher(normal).replaceAll(" ");
        }
        return blanks ? BLANKS.matcher(normal).replaceAll(" ").strip() : normal;
    }

    /// Whether a generated text is one of the accepted answers.
    public boolean accepts(String generated, List<String> targets) {
        String normal = normal(generated);
        return targets.stream().anyMatch(target -> normal(target).equals(normal));
    }
}
