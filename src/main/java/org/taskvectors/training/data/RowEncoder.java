package org.taskvectors.training.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.evaluation.EvaluationProblem;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.inference.LabelScores;
import org.taskvectors.inference.Prompts;
import org.taskvectors.tokenizer.Tokenizer;

/// Turns words into tokens with a mask of what is learned. Several threads may use one at once.
///
/// @param vocabulary how many tokens the model knows
/// @param context the most tokens that the model reads
/// @param end the token that follows each answer; empty for none
record RowEncoder(Tokenizer tokenizer, int vocabulary, int context, OptionalInt end) {

    /// Returns the token that ends a text: the one of EOS, or the only one that ends answers; empty
    /// where neither is known.
    static OptionalInt endOf(Tokenizer tokenizer) {
        List<Integer> ends = tokenizer.ends();
        String text = tokenizer.text(Tokenizer.SpecialToken.EOS).orElse("");
        if (text.isEmpty()) {
            return ends.size() == 1 ? OptionalInt.of(ends.getFirst()) : OptionalInt.empty();
        }
        List<Integer> ids = tokenizer.encode(text);
        if (ids.size() == 1) {
            return OptionalInt.of(ids.getFirst());
        }
        return ends.stream()
                .filter(id -> tokenizer.shown(id).equals(text))
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    /// Returns a row's tokens.
    ///
    /// @throws Failure [TrainingDataProblem#ANSWER_EMPTY] if nothing of it can be learned, what
    ///   [LabelScores#encode] throws, or
    ///   [org.taskvectors.inference.GenerationProblem#TOKEN_OUTSIDE] if the model does not know one
    ///   of its tokens
    EncodedRow encode(RowWords words) throws Failure {
        EncodedRow row =
                switch (words.form()) {
                    case CHOICE -> choice(words);
                    case WRITTEN, CHAT -> spans(words);
                    case TEXT -> text(words);
                };
        EncodedRow ended = ended(row);
        Prompts.check(ended.tokens(), Integer.MAX_VALUE, vocabulary);
        if (!ended.learned().isEmpty()) {
            return ended;
        }
        throw Failure.of(
                TrainingDataProblem.ANSWER_EMPTY,
                null,
                words.form() == RowWords.Form.TEXT
                        ? "the text has no token that another stands before"
                        : "the answer has no token",
                "");
    }

    /// As `evaluation.ChoiceQuestion` reads a row.
    private EncodedRow choice(RowWords words) throws Failure {
        LabelScores.Encoded encoded =
                LabelScores.encode(
                                tokenizer,
                                words.prompt(),
                                List.of(words.text().substring(words.prompt().length())))
                        .getFirst();
        Prompts.check(encoded.prompt(), Integer.MAX_VALUE, vocabulary);
        List<Integer> tokens = new ArrayList<>(encoded.prompt());
        tokens.addAll(encoded.label());
        BitSet learned = new BitSet();
        learned.set(encoded.prompt().size(), tokens.size());
        return row(words, tokens, learned, false);
    }

    /// Checks that Evaluate can ask a row.
    ///
    /// @throws Failure what keeps it from that
    void checkAsked(RowWords words) throws Failure {
        if (words.form() != RowWords.Form.CHOICE) {
            return;
        }
        for (LabelScores.Encoded one :
                LabelScores.encode(tokenizer, words.prompt(), words.choices())) {
            Prompts.check(one.label(), Integer.MAX_VALUE, vocabulary);
            if (one.label().size() > context) {
                throw Failure.of(
                        EvaluationProblem.CHOICE_TOO_LONG,
                        null,
                        "a choice has "
                                + Amounts.counted(one.label().size(), "token")
                                + ", the context "
                                + Amounts.count(context),
                        "");
            }
        }
    }

    /// The whole is cut into tokens once, since the model reads it whole. A prompt's tokens are
    /// those that it has by itself, as a model gets it that is to answer; where the whole has
    /// others at the border, these are learned.
    private EncodedRow spans(RowWords words) {
        List<Integer> whole = tokenizer.prompt(words.text());
        BitSet learned = new BitSet();
        boolean isMelted = false;
        for (RowWords.Span answer : words.answers()) {
            List<Integer> before = tokenizer.prompt(words.text().substring(0, answer.start()));
            int from = common(before, whole);
            isMelted |= from < before.size();
            int to =
                    answer.end() == words.text().length()
                            ? whole.size()
                            : common(
                                    tokenizer.prompt(words.text().substring(0, answer.end())),
                                    whole);
            learned.set(Math.max(1, from), Math.max(Math.max(1, from), to));
        }
        return row(words, whole, learned, isMelted);
    }

    private static int common(List<Integer> one, List<Integer> other) {
        int least = Math.min(one.size(), other.size());
        int same = 0;
        while (same < least && one.get(same).equals(other.get(same))) {
            same++;
        }
        return same;
    }

    private EncodedRow text(RowWords words) {
        List<Integer> tokens = tokenizer.prompt(words.text());
        BitSet learned = new BitSet();
        learned.set(Math.min(1, tokens.size()), tokens.size());
        return row(words, tokens, learned, false);
    }

    private EncodedRow row(RowWords words, List<Integer> tokens, BitSet learned, boolean isMelted) {
        List<Integer> prefix = tokenizer.prefix();
        boolean begins =
                tokens.size() >= prefix.size() && tokens.subList(0, prefix.size()).equals(prefix);
        return new EncodedRow(
                words.form(), tokens, learned, begins ? prefix.size() : 0, isMelted, false);
    }

    /// Returns a row with the end behind its last answer, where it has none of its own.
    private EncodedRow ended(EncodedRow row) {
        boolean isChat = row.form() == RowWords.Form.CHAT;
        boolean isUnended = isChat && !endsItsTurn(row);
        List<Integer> tokens = new ArrayList<>(row.tokens());
        BitSet learned = (BitSet) row.learned().clone();
        boolean isEnded =
                end.isEmpty()
                        || tokens.isEmpty()
                        || (isChat ? !isUnended : tokens.getLast() == end.getAsInt());
        if (!isEnded) {
            tokens.add(end.getAsInt());
            learned.set(tokens.size() - 1);
        }
        return new EncodedRow(row.form(), tokens, learned, row.head(), row.isMelted(), isUnended);
    }

    /// Whether a chat's last token, but for blanks, is one that ends a turn.
    private boolean endsItsTurn(EncodedRow row) {
        for (int i = row.size() - 1; i >= 0 && row.isLearned(i); i--) {
            int token = row.tokens().get(i);
            if (tokenizer.isSpecial(token) || tokenizer.ends().contains(token)) {
                return true;
            }
            if (!tokenizer.shown(token).isBlank()) {
                return false;
            }
        }
        return false;
    }

    /// Returns what the end token is for people; empty where there is none.
    String shownEnd() {
        return end.isPresent() ? Shown.of(tokenizer.shown(end.getAsInt())) : "";
    }
}
