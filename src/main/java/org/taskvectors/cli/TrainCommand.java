package org.taskvectors.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Conversations;
import org.taskvectors.inference.WeightPlan;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Work;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizers;
import org.taskvectors.training.SavedRun;
import org.taskvectors.training.Trainer;
import org.taskvectors.training.TrainingControl;
import org.taskvectors.training.TrainingProblem;
import org.taskvectors.training.TrainingRequest;
import org.taskvectors.training.TrainingResult;
import org.taskvectors.training.data.DataSettings;
import org.taskvectors.training.data.TrainingData;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Trains a model on rows.
@Command(
        name = "train",
        description =
                "Trains a model on rows: a LoRA or DoRA adapter, or every weight. The run lies in"
                        + " the adapter's folder and goes on after Ctrl-C with --resume. The same"
                        + " command gives the same adapter, byte by byte.")
final class TrainCommand implements Callable<Integer> {
    private static final int SHOWN_ROWS = 5;

    private final Session session;
    private final GradientDevice device;

    @Option(
            names = {"--base", "--model"},
            required = true,
            paramLabel = "M",
            description = "The model: a Hugging Face folder, or a weights file." + Words.OF_HUB)
    private Path base = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "ADAPTER",
            description = "The run's folder, in which the adapter lies at its end.")
    private Path folder = Path.of("");

    @Option(
            names = "--compare",
            paramLabel = "VECTOR",
            description =
                    "A vector or adapter whose cosine to the growing one is measured."
                            + Words.OF_HUB)
    private @Nullable Path compared;

    @Option(names = "--resume", description = "Go on with the run in ADAPTER that was broken off.")
    private boolean resume;

    @Option(
            names = "--force",
            description =
                    "Replace the run that is in ADAPTER, finished or not, with all that is in its"
                            + " folder.")
    private boolean force;

    @Option(
            names = "--dry-run",
            description =
                    "Say what the rows are, what the run will take, and what the model sees of the"
                            + " first rows; train nothing and write nothing.")
    private boolean dryRun;

    @Mixin private TrainDataOptions rows = new TrainDataOptions();
    @Mixin private TrainSettingsOptions settings = new TrainSettingsOptions();
    @Mixin private ThreadOption threads = new ThreadOption();
    @Mixin private AdapterOptions adapters = new AdapterOptions();
    @Mixin private OutputOptions output = new OutputOptions();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    TrainCommand(Session session, GradientDevice device) {
        this.session = session;
        this.device = device;
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        settings.check();
        if (resume && (force || dryRun)) {
            throw new ParameterException(
                    spec.commandLine(), "--resume excludes --force and --dry-run");
        }
        if (!dryRun) {
            checkFolder();
        }
        Trainer trainer = new Trainer(device, session.program());
        DataSettings data = rows.settings(settings.seed());
        Located model = located(base);
        Compute compute = threads.compute(session);
        sayWhereStepsAreTaken();
        if (dryRun) {
            plan(trainer, model, data, compute);
            return 0;
        }
        int texts = 0;
        if (settings.isByEpochs() || isReplaced()) {
            // Rows and settings are looked at before what is there is removed.
            texts = planned(trainer, model, data, compute).facts().trained();
        }
        TrainingRequest request = request(model, data, compute, texts);
        if (isReplaced()) {
            Trainer.discard(folder);
        }
        train(trainer, request);
        return 0;
    }

    private boolean isReplaced() {
        return force && SavedRun.isIn(folder);
    }

    private void sayWhereStepsAreTaken() {
        DeviceChoice choice = session.devices().choice();
        if (!choice.isAutomatic() && !choice.isProcessor()) {
            session.err().println("note: steps are taken on " + device.label());
        }
    }

    /// Checks that the folder holds what the command line says.
    private void checkFolder() throws Failure {
        boolean isThere = SavedRun.isIn(folder);
        if (resume && !isThere) {
            throw Failure.of(
                    TrainingProblem.NOT_A_RUN,
                    folder,
                    "there is no run in this folder that --resume could go on with",
                    "Choose the folder of a run, or begin one without --resume");
        }
        if (!isThere || force) {
            return;
        }
        SavedRun run = SavedRun.read(folder);
        if (run.isDone()) {
            throw Failure.of(
                    TrainingProblem.RUN_ENDED,
                    folder,
                    "the run in this folder has ended",
                    "Choose another folder, or say that it may be replaced (--force)");
        }
        if (!resume) {
            throw Failure.of(
                    TrainingProblem.RUN_UNFINISHED,
                    folder,
                    "a run was broken off in this folder after step " + run.step(),
                    "Go on with it (--resume), replace it (--force), or choose another folder");
        }
    }

    private Located located(Path path) {
        List<Path> inputs = new ArrayList<>(List.of(base));
        Optional.ofNullable(compared).ifPresent(inputs::add);
        return adapters.located(path, inputs);
    }

    private TrainingRequest request(Located model, DataSettings data, Compute compute, int texts) {
        return new TrainingRequest(
                String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
                model,
                data,
                settings.settings(texts),
                compute,
                Optional.ofNullable(compared).map(this::located),
                folder);
    }

    private void train(Trainer trainer, TrainingRequest request)
            throws IOException, CancelledException {
        TrainLines lines =
                output.isJson()
                        ? TrainLines.json(session.out(), folder)
                        : TrainLines.words(session.err(), request, !session.isTerminal());
        Work<TrainingResult> work =
                (progress, cancellation) ->
                        trainer.train(
                                request,
                                new TrainingControl(),
                                lines::take,
                                progress,
                                cancellation);
        TrainingResult result;
        try {
            // A line of progress among lines of JSON would be neither.
            result =
                    output.isJson() && session.isOutTerminal()
                            ? session.quietly(work)
                            : session.run(
                                    "Training " + Shown.whole(request.name()), work, lines::loss);
        } catch (CancelledException e) {
            if (SavedRun.isIn(folder)) {
                session.err()
                        .println(
                                "note: the same command goes on with what "
                                        + Shown.of(folder)
                                        + " holds, if it says --resume too");
            }
            throw e;
        }
        if (output.isJson()) {
            session.out().println(new TrainJson(session).of(request, result, device.label()));
        } else {
            new TrainText(session.out()).print(request, result);
        }
    }

    private void plan(Trainer trainer, Located model, DataSettings data, Compute compute)
            throws IOException, CancelledException {
        TrainPlan plan = planned(trainer, model, data, compute);
        if (output.isJson()) {
            Json.print(new TrainJson(session).of(plan), session.out());
        } else {
            new TrainText(session.out()).print(plan);
        }
    }

    private TrainPlan planned(Trainer trainer, Located model, DataSettings data, Compute compute)
            throws IOException, CancelledException {
        return session.run(
                "Reading rows",
                (progress, cancellation) ->
                        planned(trainer, model, data, compute, progress, cancellation));
    }

    private TrainPlan planned(
            Trainer trainer,
            Located model,
            DataSettings data,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        try (Checkpoint opened = model.asModel().open();
                Tokenizer tokenizer = Tokenizers.of(opened)) {
            Architecture architecture = WeightPlan.of(opened).architecture();
            TrainingData read =
                    TrainingData.of(
                            data,
                            TemplateRegistry.of(model.path()),
                            tokenizer,
                            Conversations.context(architecture, 0),
                            architecture.vocabulary(),
                            progress,
                            cancellation);
            TrainingRequest request = request(model, data, compute, read.facts().trained());
            return new TrainPlan(
                    request,
                    read.facts(),
                    trainer.timed(
                            request,
                            read.facts(),
                            trainer.estimate(request, read.facts()),
                            cancellation),
                    read.rows(0, SHOWN_ROWS));
        }
    }
}
