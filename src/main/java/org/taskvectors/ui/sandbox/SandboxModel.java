package org.taskvectors.ui.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.taskvectors.evaluation.AskedModel;
import org.taskvectors.evaluation.token.LogitLens;
import org.taskvectors.evaluation.token.TextEffect;
import org.taskvectors.evaluation.token.Texts;
import org.taskvectors.evaluation.token.Windowing;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Cut;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.LiveFacts;
import org.taskvectors.inference.Position;
import org.taskvectors.inference.Prompts;
import org.taskvectors.inference.Sampling;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.sandbox.PromptForm;
import org.taskvectors.sandbox.PromptInput;

/// A model in memory with vectors on it, as this place asks it. Several threads may call it; each
/// call waits for the one before. None is made on the window's thread but those that say so. Who
/// turns it and then asks it holds its monitor meanwhile, so that no other turns it in between.
public interface SandboxModel extends AutoCloseable {
    /// A prompt as the model sees it.
    ///
    /// @param text with its special tokens spelled out
    /// @param ids its tokens
    /// @param shown each token as it is shown alone
    record Rendered(String text, List<Integer> ids, List<String> shown) {
        public Rendered {
            ids = List.copyOf(ids);
            shown = List.copyOf(shown);
        }
    }

    /// Returns its facts and notes; at once.
    LiveFacts facts();

    /// Reads its facts and notes anew, which waits for what it computes; nothing once it is closed.
    void refresh();

    /// Returns the knobs that the edited side stands for, one for each vector; at once.
    List<Knob> knobs();

    /// Returns how long turning takes, in seconds, from the last time; at once.
    double secondsToTurn();

    /// Makes the edited side anew from the pristine base.
    void turn(List<Knob> knobs, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Returns the fingerprint of what a side runs.
    String fingerprint(Side side);

    /// Renders a prompt for a side: in a chat each side goes on from its own answers.
    Rendered render(PromptForm form, PromptInput input, Side side) throws IOException;

    /// Returns a prompt as it fits into the context, with what was left out; at once.
    ///
    /// @param maxTokens the most tokens of the answer
    /// @param cut what is done where it does not fit
    Prompts.Fitted fit(List<Integer> prompt, int maxTokens, Cut cut) throws Failure;

    /// Returns the log-likelihood of each label after a prompt: Σ log p of its tokens, natural
    /// logarithm. Blanks at the prompt's end count as the label's.
    ///
    /// @param cut what is done with a prompt that is longer than the context
    List<Double> scores(
            Side side,
            Rendered prompt,
            List<String> labels,
            Cut cut,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException;

    /// Lets a side answer. A cancelled answer ends with what is there.
    ///
    /// @param each is handed each token as it comes, on the calling thread
    Answer answer(
            Side side,
            List<Integer> prompt,
            Sampling sampling,
            Consumer<Answer.Step> each,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException;

    /// Returns what both sides expect at each position of a text, from `first` on: one for each of
    /// its tokens from there.
    ///
    /// @param first at least 1: nothing is expected of the first token
    List<Position> positions(
            List<Integer> ids, int first, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Returns what the vectors as they are turned change over texts.
    ///
    /// @param windowing how texts are cut that are longer than a window; empty for the context
    /// @param progress counts the positions
    TextEffect effect(
            List<TextEffect.Measured> texts,
            Optional<Windowing> windowing,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException;

    /// Returns what each layer of both sides would say at positions of a text.
    ///
    /// @param progress counts the cells
    LogitLens lens(LogitLens.Request request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Reads a file of texts as tokens.
    ///
    /// @param most how many tokens are taken at most
    Texts texts(Path file, Texts.Split split, int most, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Returns the most tokens of a text; at once.
    int context();

    /// Returns the model as evaluations ask it.
    AskedModel asked();

    /// Returns how a token is shown alone; at once.
    String shown(int token);

    /// Returns what changed on disk since it was loaded, in sentences; empty if nothing did.
    List<String> changedOnDisk();

    @Override
    void close();
}
