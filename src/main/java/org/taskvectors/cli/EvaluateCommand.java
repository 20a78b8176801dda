package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.inference.Knob;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Latest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Says how well a model with vectors on it does on labelled data.
@Command(
        name = "evaluate",
        description =
                "Says how well a model does on labelled data, with vectors on it or without: each"
                        + " label's log-likelihood after the prompt, as lm-evaluation-harness"
                        + " takes it; exact match of generated text; perplexity of a text.")
final class EvaluateCommand implements Callable<Integer> {
    private final Session session;
    private final ModelLoader loader;

    @Option(
            names = "--against-base",
            description = "Ask the model without the vectors too, and compare.")
    private boolean againstBase;

    @Option(names = "--items", description = "With --json: every row with its log-likelihoods.")
    private boolean items;

    @Mixin private VectorOptions vectors = new VectorOptions();
    @Mixin private EvaluationOptions options = new EvaluationOptions();
    @Mixin private OutputOptions output = new OutputOptions();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    EvaluateCommand(Session session, ModelLoader loader) {
        this.session = session;
        this.loader = loader;
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        long began = System.nanoTime();
        List<VectorArgument> laid = vectors.laid();
        if (againstBase && laid.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--against-base needs a --vector");
        }
        if (items && !output.isJson()) {
            throw new ParameterException(spec.commandLine(), "--items needs --json");
        }
        EvaluationSession evaluation = new EvaluationSession(session, loader, options);
        try (Latest _ = evaluation.prepare()) {
            return evaluate(evaluation, laid, began);
        }
    }

    private int evaluate(EvaluationSession evaluation, List<VectorArgument> laid, long began)
            throws IOException, CancelledException {
        List<TaskReader> readers = options.readers(1);
        List<Knob> knobs =
                laid.stream().map(vector -> Knob.everywhere(RunJson.coefficient(vector))).toList();
        List<Path> paths = laid.stream().map(VectorArgument::path).toList();
        EvaluationSession.Done done =
                evaluation.run(
                        paths, readers, _ -> new Plan.Single(knobs, againstBase), Optional.empty());
        PointResult point = done.study().points().getFirst();
        if (output.isJson()) {
            ObjectNode root = document(done, point, laid);
            root.put("seconds", (System.nanoTime() - began) / 1e9);
            Json.print(root, session.out());
        } else {
            new StudyText(session).print(done, point, againstBase);
        }
        return 0;
    }

    private ObjectNode document(
            EvaluationSession.Done done, PointResult point, List<VectorArgument> laid) {
        Study study = done.study();
        ObjectNode root = Json.document("evaluate", session);
        root.set("model", StudyDocument.model(done.facts(), study));
        ArrayNode all = root.putArray("vectors");
        laid.forEach(
                vector ->
                        all.addObject()
                                .put("path", vector.path().toString())
                                .put("coefficient", RunJson.coefficient(vector)));
        root.put("fingerprint", point.fingerprint());
        root.set("task", StudyDocument.task(study.tasks().getFirst().facts()));
        root.put("score", StudyDocument.scoring(study.facts().scoring()));
        root.put("context", study.facts().context());
        StudyDocument.result(study.result(point, 0), root);
        if (againstBase) {
            root.set("base_accuracy", Json.number(study.result(study.base(), 0).right().share()));
            StudyDocument.result(study.result(study.base(), 0), root.putObject("base"));
            root.set("comparison", StudyDocument.comparison(study.comparison(point, 0)));
        }
        if (items) {
            root.set("items", StudyDocument.items(study, 0, point));
            if (againstBase) {
                root.set("base_items", StudyDocument.items(study, 0, study.base()));
            }
        }
        root.set("notes", Json.texts(done.notes()));
        return root;
    }
}
