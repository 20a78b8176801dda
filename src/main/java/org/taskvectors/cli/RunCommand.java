package org.taskvectors.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Conversation;
import org.taskvectors.inference.Conversations;
import org.taskvectors.inference.Cut;
import org.taskvectors.inference.Generator;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.LabelScores;
import org.taskvectors.inference.LiveModel;
import org.taskvectors.inference.LiveRequest;
import org.taskvectors.inference.Prompts;
import org.taskvectors.inference.Sampling;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Work;
import org.taskvectors.prompt.Label;
import org.taskvectors.prompt.PromptTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Lets a model with vectors on it answer a prompt.
@Command(
        name = "run",
        description =
                "Lets a model answer a prompt, with vectors on it or without: base + Σ λ·τ, as"
                        + " apply would save it. The text is written as it comes; the likeliest"
                        + " token is taken unless a temperature is given.")
final class RunCommand implements Callable<Integer> {
    private final Session session;
    private final ModelLoader loader;
    private final RunText text;

    @Option(
            names = "--side",
            paramLabel = "both|base|edited",
            converter = Words.Sides.class,
            description =
                    "Who answers: the model alone (base), with the vectors on it (edited, the"
                            + " default where there are any), or one after the other (both).")
    private @Nullable List<Side> side;

    @Option(
            names = "--cut",
            description =
                    "Cut off the beginning of a prompt that is longer than the context, instead of"
                            + " refusing it.")
    private boolean cut;

    @Mixin private PromptOptions prompts = new PromptOptions();
    @Mixin private SamplingOptions samplings = new SamplingOptions();
    @Mixin private VectorOptions vectors = new VectorOptions();
    @Mixin private LoadOptions loading = new LoadOptions();
    @Mixin private OutputOptions output = new OutputOptions();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    RunCommand(Session session, ModelLoader loader) {
        this.session = session;
        this.loader = loader;
        this.text = new RunText(session);
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        long began = System.nanoTime();
        List<VectorArgument> laid = vectors.laid();
        List<Side> sides = sides(laid);
        loading.context();
        PromptOptions.Chosen chosen = prompts.chosen(loading.model());
        Sampling sampling =
                samplings.sampling(
                        chosen.template().map(one -> !one.labels().isEmpty()).orElse(false));
        LiveModel live = session.run("Loading " + loading.model().getFileName(), load(laid));
        try (live;
                Conversations conversations = new Conversations(live, loading.context())) {
            RunResult result =
                    session.quietly(
                            (progress, cancellation) ->
                                    ask(
                                            conversations,
                                            laid,
                                            sides,
                                            chosen,
                                            sampling,
                                            began,
                                            cancellation));
            if (output.isJson()) {
                Json.print(new RunJson(result).document(session), session.out());
            } else {
                text.rest(result);
            }
            boolean isStopped =
                    result.sides().stream()
                            .anyMatch(one -> one.answer().end() == Answer.End.CANCELLED);
            return isStopped ? CommandLineMain.INTERRUPTED : 0;
        }
    }

    private List<Side> sides(List<VectorArgument> laid) {
        if (side == null) {
            return List.of(laid.isEmpty() ? Side.BASE : Side.EDITED);
        }
        if (laid.isEmpty() && side.contains(Side.EDITED)) {
            throw new ParameterException(
                    spec.commandLine(), "--side both and edited need a --vector");
        }
        return side;
    }

    private Work<LiveModel> load(List<VectorArgument> laid) throws IOException {
        LiveRequest request =
                loading.request(laid.stream().map(VectorArgument::path).toList(), session);
        List<Knob> knobs =
                laid.stream().map(vector -> Knob.everywhere(RunJson.coefficient(vector))).toList();
        return (progress, cancellation) -> {
            LiveModel live = loader.load(request, progress, cancellation);
            try {
                live.turn(knobs, progress, cancellation);
                return live;
            } catch (IOException | CancelledException | RuntimeException e) {
                live.close();
                throw e;
            }
        };
    }

    private RunResult ask(
            Conversations conversations,
            List<VectorArgument> laid,
            List<Side> sides,
            PromptOptions.Chosen chosen,
            Sampling sampling,
            long began,
            Cancellation cancellation)
            throws IOException, CancelledException {
        LiveModel live = conversations.live();
        String prompt = prompts.text(chosen, live.tokenizer());
        Prompts.Fitted fitted =
                Prompts.fit(
                        live.tokenizer().prompt(prompt),
                        live.tokenizer().prefix(),
                        conversations.context(),
                        sampling.maxTokens(),
                        cut ? Cut.KEEP_END : Cut.REFUSE);
        List<Asked> answers = new ArrayList<>();
        for (Side one : sides) {
            if (!output.isJson() && sides.size() > 1) {
                text.begin(one, answers.isEmpty());
            }
            Asked asked =
                    ask(
                            conversations,
                            one,
                            prompt,
                            fitted,
                            chosen.template(),
                            sampling,
                            cancellation);
            answers.add(asked);
            if (asked.answer().end() == Answer.End.CANCELLED) {
                break;
            }
        }
        // Only now is it known whether what reads long prompts could be loaded.
        List<String> notes = RunText.notes(live.facts());
        if (fitted.leftOut() > 0) {
            notes.add(fitted.note());
        }
        if (loading.context() > conversations.context()) {
            notes.add(
                    "the context is "
                            + conversations.context()
                            + " tokens, as many as the model knows");
        }
        notes.addAll(live.changedOnDisk());
        return new RunResult(
                live.facts(),
                live.tokenizer(),
                laid,
                chosen.template(),
                prompt,
                fitted,
                conversations.context(),
                sampling,
                answers,
                notes,
                (System.nanoTime() - began) / 1e9);
    }

    private Asked ask(
            Conversations conversations,
            Side one,
            String prompt,
            Prompts.Fitted fitted,
            Optional<PromptTemplate> template,
            Sampling sampling,
            Cancellation cancellation)
            throws IOException, CancelledException {
        LiveModel live = conversations.live();
        Conversation conversation = conversations.of(one, new Progress(), cancellation);
        Answer answer =
                Generator.generate(
                        conversation,
                        live.tokenizer(),
                        fitted.tokens(),
                        sampling,
                        step -> {
                            if (!output.isJson() && !text.show(step.text())) {
                                // What reads the output has closed it, as head does after its
                                // lines.
                                session.cancel();
                            }
                        },
                        cancellation);
        if (!output.isJson()) {
            text.end();
        }
        List<Label> labels = template.map(PromptTemplate::labels).orElse(List.of());
        boolean isStopped = answer.end() == Answer.End.CANCELLED;
        Optional<LabelScores> scores =
                labels.isEmpty() || isStopped
                        ? Optional.empty()
                        : Optional.of(
                                LabelScores.of(
                                        conversation,
                                        live.tokenizer(),
                                        prompt,
                                        labels.stream().map(Label::word).toList(),
                                        cut ? Cut.KEEP_END : Cut.REFUSE,
                                        cancellation));
        return new Asked(one, live.fingerprint(one), answer, scores);
    }
}
