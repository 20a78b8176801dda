package org.taskvectors.ui;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
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
import org.taskvectors.inference.Conversation;
import org.taskvectors.inference.Conversations;
import org.taskvectors.inference.Cut;
import org.taskvectors.inference.Generator;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.LabelScores;
import org.taskvectors.inference.LiveFacts;
import org.taskvectors.inference.LiveModel;
import org.taskvectors.inference.Position;
import org.taskvectors.inference.Positions;
import org.taskvectors.inference.Prompts;
import org.taskvectors.inference.Sampling;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.prompt.ChatPrompt;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.prompt.Turn;
import org.taskvectors.sandbox.PromptForm;
import org.taskvectors.sandbox.PromptInput;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.ui.sandbox.SandboxModel;

/// A model in memory as the sandbox asks it. One lock lets one caller at a time compute; what the
/// window asks at once stands in a snapshot beside it.
final class LoadedSandbox implements SandboxModel {
    private final LiveModel live;
    private final TemplateRegistry templates;
    private final Conversations conversations;
    private final Object computing = new Object();
    private volatile Snapshot snapshot;
    private boolean isClosed;

    private record Snapshot(LiveFacts facts, List<Knob> knobs, double secondsToTurn) {
        static Snapshot of(LiveModel live) {
            return new Snapshot(live.facts(), live.knobs(), live.secondsToTurn());
        }
    }

    /// @param live closed with this
    /// @param templates of the base
    LoadedSandbox(LiveModel live, TemplateRegistry templates) {
        this.live = live;
        this.templates = templates;
        this.conversations = new Conversations(live, 0);
        this.snapshot = Snapshot.of(live);
    }

    @Override
    public LiveFacts facts() {
        return snapshot.facts();
    }

    @Override
    public void refresh() {
        synchronized (computing) {
            if (!isClosed) {
                snapshot = Snapshot.of(live);
            }
        }
    }

    @Override
    public List<Knob> knobs() {
        return snapshot.knobs();
    }

    @Override
    public double secondsToTurn() {
        return snapshot.secondsToTurn();
    }

    @Override
    public void turn(List<Knob> knobs, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        synchronized (computing) {
            live.turn(knobs, progress, cancellation);
            snapshot = Snapshot.of(live);
        }
    }

    @Override
    public String fingerprint(Side side) {
        synchronized (computing) {
            return live.fingerprint(side);
        }
    }

    @Override
    public Rendered render(PromptForm form, PromptInput input, Side side) throws IOException {
        Tokenizer tokenizer = live.tokenizer();
        String text =
                form.kind() == PromptForm.Kind.CHAT
                        ? ChatPrompt.render(
                                tokenizer, turns(input, side), Clock.system(ZoneId.systemDefault()))
                        : PromptForms.template(form, templates)
                                .render(PromptForms.values(form, input.fields()));
        List<Integer> ids = tokenizer.prompt(text);
        return new Rendered(text, ids, ids.stream().map(tokenizer::shown).toList());
    }

    private static List<Turn> turns(PromptInput input, Side side) {
        List<Turn> turns = new ArrayList<>();
        Optional.of(input.field("system"))
                .filter(text -> !text.isBlank())
                .ifPresent(text -> turns.add(new Turn(Turn.Role.SYSTEM, text)));
        for (PromptInput.Turn turn : input.turns()) {
            turns.add(new Turn(Turn.Role.USER, turn.message()));
            turns.add(
                    new Turn(Turn.Role.ASSISTANT, side == Side.BASE ? turn.base() : turn.edited()));
        }
        turns.add(new Turn(Turn.Role.USER, input.field("message")));
        return turns;
    }

    @Override
    public Prompts.Fitted fit(List<Integer> prompt, int maxTokens, Cut cut) throws Failure {
        return Prompts.fit(
                prompt, live.tokenizer().prefix(), conversations.context(), maxTokens, cut);
    }

    @Override
    public List<Double> scores(
            Side side,
            Rendered prompt,
            List<String> labels,
            Cut cut,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        synchronized (computing) {
            Conversation conversation = conversations.of(side, progress, cancellation);
            return LabelScores.of(
                            conversation,
                            live.tokenizer(),
                            prompt.text(),
                            labels,
                            cut,
                            cancellation)
                    .scores()
                    .stream()
                    .map(LabelScores.Score::logLikelihood)
                    .toList();
        }
    }

    @Override
    public Answer answer(
            Side side,
            List<Integer> prompt,
            Sampling sampling,
            Consumer<Answer.Step> each,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        synchronized (computing) {
            Conversation conversation = conversations.of(side, progress, cancellation);
            progress.begin(sampling.maxTokens(), "tokens");
            return Generator.generate(
                    conversation,
                    live.tokenizer(),
                    prompt,
                    sampling,
                    step -> {
                        progress.add(1);
                        each.accept(step);
                    },
                    cancellation);
        }
    }

    @Override
    public List<Position> positions(
            List<Integer> ids, int first, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        synchronized (computing) {
            return Positions.compare(conversations, ids, first, progress, cancellation);
        }
    }

    @Override
    public TextEffect effect(
            List<TextEffect.Measured> texts,
            Optional<Windowing> windowing,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        synchronized (computing) {
            return TextEffect.of(conversations, texts, windowing, progress, cancellation);
        }
    }

    @Override
    public LogitLens lens(LogitLens.Request request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        synchronized (computing) {
            return LogitLens.of(conversations, request, progress, cancellation);
        }
    }

    @Override
    public Texts texts(Path file, Texts.Split split, int most, Cancellation cancellation)
            throws IOException, CancelledException {
        return Texts.read(file, split, live.tokenizer(), most, cancellation);
    }

    @Override
    public int context() {
        return conversations.context();
    }

    @Override
    public AskedModel asked() {
        return new SharedModel(this, AskedModel.of(live, conversations.context()));
    }

    /// Does what turns the knobs and reads, before any other caller does either.
    <T> T alone(Asking<T> asking) throws IOException, CancelledException {
        synchronized (this) {
            synchronized (computing) {
                try {
                    return asking.ask();
                } finally {
                    refresh();
                }
            }
        }
    }

    /// What is done alone.
    @FunctionalInterface
    interface Asking<T> {
        T ask() throws IOException, CancelledException;
    }

    @Override
    public String shown(int token) {
        return live.tokenizer().shown(token);
    }

    @Override
    public List<String> changedOnDisk() {
        return live.changedOnDisk();
    }

    @Override
    public void close() {
        synchronized (computing) {
            isClosed = true;
            conversations.close();
            live.close();
        }
    }
}
