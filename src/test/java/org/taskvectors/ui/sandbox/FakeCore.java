package org.taskvectors.ui.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.evaluation.AskedModel;
import org.taskvectors.evaluation.token.LogitLens;
import org.taskvectors.evaluation.token.Promoted;
import org.taskvectors.evaluation.token.TextEffect;
import org.taskvectors.evaluation.token.Texts;
import org.taskvectors.evaluation.token.TokenKl;
import org.taskvectors.evaluation.token.Windowing;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Cut;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.LiveFacts;
import org.taskvectors.inference.LiveRequest;
import org.taskvectors.inference.MemoryEstimate;
import org.taskvectors.inference.Position;
import org.taskvectors.inference.Prompts;
import org.taskvectors.inference.Sampling;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.sandbox.PromptForm;
import org.taskvectors.sandbox.PromptInput;

/// Stands for models in tests of the place: a vocabulary of words, two fixed answers, shares of
/// labels that follow the sum of the λ.
public final class FakeCore implements SandboxCore {
    private static final String BASE =
            "The sentence describes a journey that is charming and often affecting.";
    private static final String EDITED =
            "positive. The sentence praises the journey as charming and often affecting.";

    final List<LiveRequest> loads = new ArrayList<>();
    final AtomicInteger answers = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    double secondsToTurn = 0.001;
    boolean fails;
    boolean isInTurn;

    /// Whether nothing can be read before a model was loaded.
    volatile boolean rests;

    int context = 10_000;
    final List<Measured> measured = new ArrayList<>();

    /// What a vector's effect was measured with.
    record Measured(
            List<Knob> knobs, List<TextEffect.Measured> texts, Optional<Windowing> windowing) {}

    long editedBytes = 1_946_157_056L;
    List<String> changedOnDisk = List.of();
    volatile List<String> notes = List.of();
    List<String> notesPrepared = List.of();
    CountDownLatch preparing = new CountDownLatch(0);

    /// Holds answers before their fourth token until it is opened.
    CountDownLatch gate = new CountDownLatch(0);

    private void requireAsked() throws IOException {
        if (rests) {
            throw Failure.of(FileProblem.NOT_READABLE, null, "it rests", "Ask the hub");
        }
    }

    @Override
    public VectorFacts vector(Located vector) throws IOException {
        requireAsked();
        return new VectorFacts(
                "full",
                OptionalDouble.of(38.41),
                EnumSet.of(
                        ModuleFamily.ATTENTION, ModuleFamily.FEED_FORWARD, ModuleFamily.EMBEDDING));
    }

    @Override
    public List<PromptForm> forms(Located base) throws IOException {
        requireAsked();
        return List.of(
                pattern(
                        "sst2",
                        "SST-2",
                        "lm-evaluation-harness",
                        "sentence",
                        "positive",
                        "negative"),
                pattern("sst2-alpaca", "SST-2", "Alpaca form", "sentence", "positive", "negative"),
                pattern("mnli", "MNLI", "lm-evaluation-harness", "premise", "yes", "no", "maybe"),
                new PromptForm(
                        "chat",
                        "Chat",
                        "the model's own",
                        List.of(
                                new PromptForm.Field("system", ""),
                                new PromptForm.Field("message", "Hello")),
                        List.of(),
                        PromptForm.Kind.CHAT,
                        ""),
                pattern("raw", "Raw", "as it is", "text"));
    }

    private static PromptForm pattern(
            String id, String group, String wording, String field, String... labels) {
        return new PromptForm(
                id,
                group,
                wording,
                List.of(
                        new PromptForm.Field(
                                field, "it's a charming and often affecting journey.")),
                Stream.of(labels).map(l -> new PromptForm.Label(l, " " + l)).toList(),
                PromptForm.Kind.PATTERN,
                "Review: {" + field + "}\nSentiment:");
    }

    @Override
    public MemoryEstimate estimate(LiveRequest request) throws IOException {
        requireAsked();
        return new MemoryEstimate(
                2_500_000_000L, 1_900_000_000L, 0, 32_768, 4096, 22_900_000_000L, isInTurn);
    }

    @Override
    public void prepare() {
        try {
            preparing.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        notes = notesPrepared;
    }

    @Override
    public SandboxModel load(LiveRequest request, Progress progress, Cancellation cancellation)
            throws IOException {
        loads.add(request);
        if (fails) {
            throw Failure.of(
                    FileProblem.NOT_READABLE,
                    request.base().path(),
                    "it does not fit",
                    "Close one");
        }
        return new Model(request);
    }

    private final class Model implements SandboxModel {
        private final List<String> words = new ArrayList<>();
        private List<Knob> knobs;
        private List<String> told = notes;

        Model(LiveRequest request) {
            knobs = request.vectors().stream().map(_ -> Knob.everywhere(0)).toList();
        }

        private synchronized int id(String word) {
            if (!words.contains(word)) {
                words.add(word);
            }
            return words.indexOf(word);
        }

        private List<Integer> ids(String text) {
            return Stream.of(text.split("(?= )|(?<=\n)")).map(this::id).toList();
        }

        private double strength() {
            return knobs.stream().mapToDouble(Knob::lambda).sum();
        }

        @Override
        public LiveFacts facts() {
            Architecture architecture =
                    new Architecture(
                            "Llama",
                            16,
                            2048,
                            32,
                            8,
                            64,
                            8192,
                            128256,
                            131072,
                            1e-5,
                            Architecture.Norm.RMS,
                            0,
                            Architecture.Activation.SILU,
                            true,
                            Optional.empty(),
                            Optional.empty(),
                            Set.of(),
                            List.of(),
                            0.125,
                            0,
                            0,
                            1,
                            false,
                            false,
                            true);
            return new LiveFacts(
                    "base",
                    architecture,
                    "bfloat16",
                    1_235_814_400L,
                    2_471_628_800L,
                    knobs.isEmpty() ? 0 : editedBytes,
                    0,
                    isInTurn,
                    told);
        }

        @Override
        public void refresh() {
            told = notes;
        }

        @Override
        public List<Knob> knobs() {
            return knobs;
        }

        @Override
        public double secondsToTurn() {
            return secondsToTurn;
        }

        @Override
        public void turn(List<Knob> now, Progress progress, Cancellation cancellation) {
            knobs = now;
        }

        @Override
        public String fingerprint(Side side) {
            return side == Side.BASE || strength() == 0
                    ? "3f9a21c48e07aa01"
                    : "b07e5d18c2f3" + Integer.toHexString(knobs.hashCode());
        }

        @Override
        public Rendered render(PromptForm form, PromptInput input, Side side) {
            String text = form.pattern();
            for (PromptForm.Field field : form.fields()) {
                text = text.replace("{" + field.name() + "}", input.field(field.name()));
            }
            if (form.kind() == PromptForm.Kind.CHAT) {
                text = "<|user|>\n" + input.field("message") + "\n<|assistant|>\n";
            }
            List<Integer> ids = ids(text);
            return new Rendered(text, ids, ids.stream().map(this::shown).toList());
        }

        @Override
        public Prompts.Fitted fit(List<Integer> prompt, int maxTokens, Cut cut) throws Failure {
            return Prompts.fit(prompt, List.of(), context, maxTokens, cut);
        }

        @Override
        public List<Double> scores(
                Side side,
                Rendered prompt,
                List<String> labels,
                Cut cut,
                Progress progress,
                Cancellation cancellation)
                throws IOException {
            fit(prompt.ids(), 1, cut);
            double lift = side == Side.BASE ? 0 : 2 * strength();
            return IntStream.range(0, labels.size())
                    .mapToObj(i -> i == 0 ? -1 + 0.33 + lift : -1.0)
                    .toList();
        }

        @Override
        public Answer answer(
                Side side,
                List<Integer> prompt,
                Sampling sampling,
                Consumer<Answer.Step> each,
                Progress progress,
                Cancellation cancellation)
                throws CancelledException {
            answers.incrementAndGet();
            boolean isEdited = side == Side.EDITED && strength() != 0;
            List<Answer.Step> steps = new ArrayList<>();
            for (int token : ids(isEdited ? EDITED : BASE)) {
                if (steps.size() == 3) {
                    await(cancellation);
                }
                cancellation.check();
                if (steps.size() == sampling.maxTokens()) {
                    return new Answer(
                            prompt,
                            steps,
                            text(steps),
                            Answer.End.LIMIT,
                            0.01,
                            steps.size() / 12.1);
                }
                Answer.Step step = new Answer.Step(token, words.get(token), around(token, side), 7);
                steps.add(step);
                each.accept(step);
            }
            return new Answer(
                    prompt, steps, text(steps), Answer.End.STOP, 0.01, steps.size() / 12.1);
        }

        private void await(Cancellation cancellation) throws CancelledException {
            try {
                while (!gate.await(5, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    cancellation.check();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static String text(List<Answer.Step> steps) {
            StringBuilder text = new StringBuilder();
            steps.forEach(step -> text.append(step.text()));
            return text.toString();
        }

        private Answer.Distribution around(int token, Side side) {
            List<Answer.Choice> top = new ArrayList<>();
            double left = 1;
            for (int i = 0; i < 20; i++) {
                double p = left * (side == Side.BASE ? 0.3 : 0.4);
                left -= p;
                top.add(
                        new Answer.Choice(
                                i == 1 ? token : id(" choice" + (i + token % 5)), Math.log(p)));
            }
            return new Answer.Distribution(top, top.get(1).logProbability(), 1.2 + token % 7 * 0.3);
        }

        @Override
        public List<Position> positions(
                List<Integer> ids, int first, Progress progress, Cancellation cancellation) {
            List<Position> all = new ArrayList<>();
            for (int i = first; i < ids.size(); i++) {
                int token = ids.get(i);
                Answer.Distribution edited = around(token, Side.EDITED);
                List<Position.Difference> differences =
                        IntStream.range(0, 20)
                                .mapToObj(
                                        j ->
                                                new Position.Difference(
                                                        edited.top().get(j).token(),
                                                        0.1,
                                                        0.1 + (10 - j) * 0.02))
                                .toList();
                all.add(
                        new Position(
                                token,
                                around(token, Side.BASE),
                                edited,
                                differences,
                                0.1 * (token % 9)));
            }
            return all;
        }

        @Override
        public TextEffect effect(
                List<TextEffect.Measured> texts,
                Optional<Windowing> windowing,
                Progress progress,
                Cancellation cancellation)
                throws CancelledException {
            measured.add(new Measured(knobs, texts, windowing));
            await(cancellation);
            List<TokenKl> kl = new ArrayList<>();
            long positions = 0;
            for (TextEffect.Measured each : texts) {
                double[] values = new double[each.text().size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = i == 0 ? Double.NaN : 0.1 * (each.text().get(i) % 9) * strength();
                }
                positions += values.length - 1;
                kl.add(new TokenKl(values));
            }
            List<Promoted.Entry> entries = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                entries.add(
                        new Promoted.Entry(
                                id(" choice" + i), (20 - i) * 0.11 * strength(), 1 + i % 7));
            }
            return new TextEffect(new Promoted(positions, entries, 0), kl, 0.462);
        }

        @Override
        public LogitLens lens(
                LogitLens.Request request, Progress progress, Cancellation cancellation)
                throws CancelledException {
            await(cancellation);
            List<Integer> tokens = request.text().subList(request.from(), request.to());
            List<List<LogitLens.Cell>> layers = new ArrayList<>();
            for (int layer = 0; layer < 16; layer++) {
                List<LogitLens.Cell> row = new ArrayList<>();
                for (int token : tokens) {
                    double sure = 0.05 + 0.055 * layer;
                    row.add(
                            new LogitLens.Cell(
                                    reading(token, sure, request),
                                    reading(token, Math.min(1, sure * 1.05), request),
                                    0.02 * layer * (token % 5)));
                }
                layers.add(row);
            }
            return new LogitLens(tokens, request.from(), request.followed(), layers);
        }

        private LogitLens.Reading reading(int token, double sure, LogitLens.Request request) {
            List<Answer.Choice> top = new ArrayList<>();
            for (int i = 0; i < LogitLens.TOP; i++) {
                int shown = sure > 0.4 && i == 0 ? token : id(" choice" + (i + token % 5));
                top.add(new Answer.Choice(shown, Math.log(sure / (i + 1))));
            }
            return new LogitLens.Reading(
                    top,
                    2 - sure,
                    request.followed().stream()
                            .map(t -> new LogitLens.Standing(Math.log(sure / (1 + t % 3)), 1 + t))
                            .toList());
        }

        @Override
        public Texts texts(Path file, Texts.Split split, int most, Cancellation cancellation) {
            return new Texts(
                    List.of(ids("The first text of a file."), ids("And another one.")),
                    most == 0 ? "" : "3 texts after it");
        }

        @Override
        public int context() {
            return context;
        }

        @Override
        public AskedModel asked() {
            throw new UnsupportedOperationException("no test of prompts evaluates");
        }

        @Override
        public synchronized String shown(int token) {
            return words.get(token);
        }

        @Override
        public List<String> changedOnDisk() {
            return changedOnDisk;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
