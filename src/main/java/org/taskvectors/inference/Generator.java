package org.taskvectors.inference;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tokenizer.Tokenizer;

/// Lets a model answer: reads the prompt in one piece, then chooses one token after the other.
///
/// To go on from a token of an answer with another one, let it answer the prompt, the tokens before
/// that one and the chosen one, as one prompt: in the same [Conversation] nothing of it is read
/// twice, and the random numbers are those of the same places.
public final class Generator {
    private final Conversation conversation;
    private final Sampling sampling;
    private final Sampler sampler;
    private final Set<Integer> ends;
    private final TextStream stream;
    private final BitSet seen = new BitSet();
    private final float[] logits;
    private final long began = System.nanoTime();
    private double secondsToFirst;

    /// The token that was chosen last.
    private int token;

    private Generator(
            Conversation conversation,
            Tokenizer tokenizer,
            Sampling sampling,
            StepListener listener) {
        this.conversation = conversation;
        this.sampling = sampling;
        this.sampler = new Sampler(sampling);
        this.ends = sampling.stopAtEnd() ? new HashSet<>(tokenizer.ends()) : Set.of();
        this.stream = new TextStream(tokenizer, sampling.stops(), listener);
        this.logits = new float[conversation.runner().architecture().vocabulary()];
    }

    /// Lets a model answer once.
    ///
    /// @param prompt its tokens, at least one and fewer than the model's context; see [Prompts#fit]
    /// @throws Failure with a [GenerationProblem] if it cannot
    /// @throws IllegalArgumentException if a setting of the sampling is out of its range
    public static Answer generate(
            Runner runner,
            Tokenizer tokenizer,
            List<Integer> prompt,
            Sampling sampling,
            StepListener listener,
            Cancellation cancellation)
            throws Failure {
        try (Conversation conversation = new Conversation(runner, 0)) {
            return generate(conversation, tokenizer, prompt, sampling, listener, cancellation);
        }
    }

    /// Lets the model of a conversation answer. A cancelled answer ends with what is there; the end
    /// token that ended an answer is its last step, without text.
    ///
    /// @param prompt its tokens, at least one and fewer than the conversation's context; see
    ///   [Prompts#fit]
    /// @throws Failure with a [GenerationProblem] if it cannot
    /// @throws IllegalArgumentException if a setting of the sampling is out of its range
    public static Answer generate(
            Conversation conversation,
            Tokenizer tokenizer,
            List<Integer> prompt,
            Sampling sampling,
            StepListener listener,
            Cancellation cancellation)
            throws Failure {
        Prompts.check(prompt, Integer.MAX_VALUE, conversation.runner().architecture().vocabulary());
        Prompts.fit(prompt, List.of(), conversation.context(), sampling.maxTokens(), Cut.REFUSE);
        Generator generator = new Generator(conversation, tokenizer, sampling, listener);
        Answer.End end;
        try {
            end = generator.run(prompt, cancellation);
        } catch (CancelledException e) {
            generator.stream.finish();
            end = Answer.End.CANCELLED;
        }
        return new Answer(
                prompt,
                generator.stream.steps(),
                generator.stream.text(),
                end,
                generator.secondsToFirst,
                generator.seconds());
    }

    private Answer.End run(List<Integer> prompt, Cancellation cancellation)
            throws Failure, CancelledException {
        cancellation.check();
        prompt.forEach(seen::set);
        int limit = Math.min(conversation.context() - prompt.size(), sampling.maxTokens());
        conversation.reserve(prompt.size() + limit);
        conversation.ask(prompt, (at, values) -> take(values), cancellation);
        boolean isStopped = step(prompt.size());
        secondsToFirst = seconds();
        int steps = 1;
        while (!isStopped && !ends.contains(token) && steps < limit) {
            conversation.read(token, (at, values) -> take(values), cancellation);
            isStopped = step(prompt.size() + (long) steps);
            steps++;
        }
        if (isStopped) {
            return Answer.End.STOP;
        }
        stream.finish();
        if (ends.contains(token)) {
            return Answer.End.STOP;
        }
        return steps >= sampling.maxTokens() ? Answer.End.LIMIT : Answer.End.CONTEXT;
    }

    /// Chooses the token at a place of the text, and hands it on. Returns whether it completes a
    /// stop text.
    private boolean step(long place) throws Failure {
        Logits whole = Logits.of(logits);
        Sampler.Chosen chosen = sampler.choose(logits, seen, place);
        token = chosen.token();
        seen.set(token);
        return stream.add(chosen, whole.distribution(token));
    }

    private void take(float[] values) {
        System.arraycopy(values, 0, logits, 0, logits.length);
    }

    private double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }
}
