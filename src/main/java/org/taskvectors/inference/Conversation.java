package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A text that one model reads, and reads again with another end: what two texts have in common at
/// their beginning is read once. The keys and values that are kept for that belong to the model's
/// weights as they were, so [#forget] must be called when these change. One thread at a time may
/// use it.
public final class Conversation implements AutoCloseable {
    private final Runner runner;
    private final int context;
    private Optional<Sequence> sequence = Optional.empty();
    private Optional<Asked> asked = Optional.empty();
    private int[] held = {};
    private int count;

    /// The prompt that was asked last.
    ///
    /// @param from index of the token from which on it was read, in one piece
    /// @param after the logits that follow it; empty once its end was read in another way
    private record Asked(List<Integer> prompt, int from, Optional<float[]> after) {
        boolean goesOnIn(List<Integer> tokens, int common) {
            return common >= prompt.size() && tokens.size() > prompt.size();
        }
    }

    /// @param context the most tokens of a text, at most the model's own; 0 for the model's own
    public Conversation(Runner runner, int context) {
        int own = runner.architecture().context();
        this.runner = runner;
        this.context = context > 0 ? Math.min(context, own) : own;
    }

    /// Returns the most tokens of a text.
    public int context() {
        return context;
    }

    /// Returns the model that reads.
    public Runner runner() {
        return runner;
    }

    /// Forgets all that was read.
    public void forget() {
        cut(0);
    }

    /// Makes room for a text, so that it can grow to so many tokens without being read again.
    ///
    /// @param tokens more than the context counts as the context
    public void reserve(int tokens) {
        int wanted = Math.min(tokens, context);
        int had = sequence.map(Sequence::capacity).orElse(0);
        if (wanted > had) {
            sequence.ifPresent(Sequence::close);
            sequence = Optional.empty();
            count = 0;
            asked = Optional.empty();
            int capacity = Math.min(context, Math.max(wanted, 2 * had));
            sequence = Optional.of(runner.sequence(capacity));
            held = new int[capacity];
        }
    }

    /// Reads a text, and hands out the logits that follow each of its last `wanted` tokens, in
    /// order. Tokens that the text before began with too are read again only as far as their logits
    /// are wanted.
    ///
    /// @param tokens the whole text
    /// @param wanted between 0 and the number of tokens
    /// @param taker takes logits with the index of their token in the text
    /// @throws Failure if the text is longer than the context, or a token is outside the model's
    ///   vocabulary
    /// @throws CancelledException if it was cancelled; what was read before is kept
    public void read(
            List<Integer> tokens, int wanted, Sequence.LogitsTaker taker, Cancellation cancellation)
            throws Failure, CancelledException {
        Prompts.check(tokens, context, runner.architecture().vocabulary());
        reserve(tokens.size());
        int common = Math.min(common(tokens), tokens.size() - wanted);
        cut(common);
        append(tokens.subList(common, tokens.size()), wanted, taker, cancellation);
    }

    /// Reads a text, and hands out the logits after each layer at each of its last `wanted` tokens,
    /// as [Sequence#layers] does.
    ///
    /// @param tokens the whole text
    /// @param wanted between 1 and the number of tokens
    /// @param taker takes logits with the index of their token in the text
    /// @throws Failure if the text is longer than the context, or a token is outside the model's
    ///   vocabulary
    /// @throws CancelledException if it was cancelled; what was read before is kept
    public void layers(
            List<Integer> tokens, int wanted, Sequence.LayerTaker taker, Cancellation cancellation)
            throws Failure, CancelledException {
        int from = tokens.size() - wanted;
        Prompts.check(tokens, context, runner.architecture().vocabulary());
        reserve(tokens.size());
        int common = Math.min(common(tokens), from);
        cut(common);
        append(tokens.subList(common, from), 0, (_, _) -> {}, cancellation);
        int[] ids = tokens.stream().skip(from).mapToInt(Integer::intValue).toArray();
        sequence.orElseThrow()
                .layers(
                        ids,
                        wanted,
                        (layer, index, logits) -> taker.take(layer, from + index, logits),
                        cancellation);
        System.arraycopy(ids, 0, held, from, ids.length);
        count = tokens.size();
    }

    /// Reads a prompt, and hands out the logits that follow it.
    ///
    /// How many tokens are read at once decides how they are computed, and so the last digits of
    /// what comes out. Therefore what is kept of other texts does not shorten a prompt: one that is
    /// asked again has the logits of before, and only one that goes on where the last one's answer
    /// was is read from there.
    ///
    /// @throws Failure as [#read] throws it
    /// @throws CancelledException if it was cancelled
    void ask(List<Integer> prompt, Sequence.LogitsTaker taker, Cancellation cancellation)
            throws Failure, CancelledException {
        Prompts.check(prompt, context, runner.architecture().vocabulary());
        reserve(prompt.size());
        Optional<Asked> same = asked.filter(last -> last.prompt().equals(prompt));
        Optional<float[]> known = same.flatMap(Asked::after);
        if (known.isPresent()) {
            cut(prompt.size());
            taker.take(prompt.size() - 1, known.get());
            return;
        }
        int common = Math.min(common(prompt), prompt.size() - 1);
        int from =
                same.map(Asked::from)
                        .orElseGet(
                                () ->
                                        asked.filter(last -> last.goesOnIn(prompt, common))
                                                .map(_ -> common)
                                                .orElse(0));
        asked = Optional.empty();
        cut(from);
        List<float[]> after = new ArrayList<>();
        append(
                prompt.subList(from, prompt.size()),
                1,
                (_, logits) -> after.add(logits.clone()),
                cancellation);
        asked = Optional.of(new Asked(List.copyOf(prompt), from, Optional.of(after.getFirst())));
        taker.take(prompt.size() - 1, after.getFirst());
    }

    /// Reads one more token.
    ///
    /// @throws IllegalStateException if the context is full
    void read(int token, Sequence.LogitsTaker taker, Cancellation cancellation)
            throws CancelledException {
        if (count >= context) {
            throw new IllegalStateException("the context of " + context + " tokens is full");
        }
        if (count >= sequence.map(Sequence::capacity).orElse(0)) {
            throw new IllegalStateException("no room was reserved");
        }
        append(List.of(token), 1, taker, cancellation);
    }

    private int common(List<Integer> tokens) {
        int common = 0;
        while (common < count && common < tokens.size() && held[common] == tokens.get(common)) {
            common++;
        }
        return common;
    }

    private void cut(int length) {
        if (length < count) {
            sequence.ifPresent(read -> read.cut(length));
            count = length;
        }
        asked =
                asked.filter(last -> length > 0 && length >= last.from())
                        .map(
                                last ->
                                        length >= last.prompt().size()
                                                ? last
                                                : new Asked(
                                                        last.prompt(),
                                                        last.from(),
                                                        Optional.empty()));
    }

    private void append(
            List<Integer> more, int wanted, Sequence.LogitsTaker taker, Cancellation cancellation)
            throws CancelledException {
        if (more.isEmpty()) {
            return;
        }
        int before = count;
        int[] ids = more.stream().mapToInt(Integer::intValue).toArray();
        sequence.orElseThrow()
                .read(
                        ids,
                        wanted,
                        (index, logits) -> taker.take(before + index, logits),
                        cancellation);
        System.arraycopy(ids, 0, held, before, ids.length);
        count = before + ids.length;
    }

    @Override
    public void close() {
        sequence.ifPresent(Sequence::close);
        sequence = Optional.empty();
        count = 0;
        asked = Optional.empty();
    }
}
