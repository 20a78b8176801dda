package org.taskvectors.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.Proportion;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.tensor.DType;
import org.taskvectors.training.data.DataFacts;

/// `README.md` beside a run's result: what it is, how it was trained and on what, what was seen on
/// the way, and how to load it.
final class ModelCard {
    /// The name of the file.
    static final String NAME = "README.md";

    /// The most rows of the table of the curve.
    private static final int MOST_ROWS = 24;

    private static final Digits FOUR = Digits.significant(4);
    private static final Digits SHORT = Digits.atMost(4);

    private final StringBuilder text = new StringBuilder();
    private final TrainingSettings settings;
    private final TrainingResult result;
    private final JsonNode head;
    private final String program;

    private ModelCard(
            TrainingSettings settings, TrainingResult result, JsonNode head, String program) {
        this.settings = settings;
        this.result = result;
        this.head = head;
        this.program = program;
    }

    /// @param head what the run is made of, as its record says it
    static String of(
            TrainingSettings settings, TrainingResult result, JsonNode head, String program) {
        ModelCard card = new ModelCard(settings, result, head, program);
        card.write();
        return card.text.toString();
    }

    private boolean isAdapter() {
        return settings.adaptation().method() != Method.FULL;
    }

    private String base() {
        return head.path("base").path("name").asText();
    }

    private void write() {
        line("---");
        line("base_model: " + quoted(base()));
        line("library_name: " + (isAdapter() ? "peft" : "transformers"));
        line("pipeline_tag: text-generation");
        line("tags:");
        line("- " + (isAdapter() ? "lora" : "full-fine-tuning"));
        line("---");
        line("");
        line("# " + plain(head.path("name").asText()));
        line("");
        String what =
                switch (settings.adaptation().method()) {
                    case LORA -> "A LoRA adapter for";
                    case DORA -> "A DoRA adapter for";
                    case FULL -> "All weights, trained from";
                };
        line(
                what
                        + " "
                        + plain(base())
                        + ", made with "
                        + program
                        + " after "
                        + Amounts.counted(result.step(), "step")
                        + (result.isStopped()
                                ? ", where a person ended the run of "
                                        + Amounts.counted(settings.schedule().steps(), "step")
                                : "")
                        + ".");
        line("");
        writeUse();
        writeHeldOut();
        writeSettings();
        writeData();
        writeCurve();
        if (!result.notes().isEmpty()) {
            line("## Notes");
            line("");
            result.notes().forEach(note -> line("- " + plain(note) + "."));
            line("");
        }
    }

    private void writeUse() {
        line("## Use");
        line("");
        line("```python");
        if (isAdapter()) {
            line("from peft import PeftModel");
            line("from transformers import AutoModelForCausalLM, AutoTokenizer");
            line("");
            line("base = AutoModelForCausalLM.from_pretrained(" + quoted(base()) + ")");
            line("model = PeftModel.from_pretrained(base, \"this folder\")");
            line("tokenizer = AutoTokenizer.from_pretrained(\"this folder\")");
        } else {
            line("from transformers import AutoModelForCausalLM, AutoTokenizer");
            line("");
            line("folder = \"this folder/" + StoredRun.MODEL + "\"");
            line("model = AutoModelForCausalLM.from_pretrained(folder)");
            line("tokenizer = AutoTokenizer.from_pretrained(folder)");
        }
        line("```");
        line("");
    }

    private void writeHeldOut() {
        List<TrainingCurve.HeldOut> seen = result.curve().evaluations();
        if (seen.isEmpty()) {
            return;
        }
        line("## Held-out rows");
        line("");
        line("| | loss (nats a token) | accuracy | 95 % interval (Wilson) |");
        line("| --- | --- | --- | --- |");
        List<TrainingCurve.HeldOut> shown = new ArrayList<>();
        seen.stream().filter(one -> one.step() == 0).forEach(shown::add);
        seen.stream().filter(one -> one.step() > 0).reduce((_, last) -> last).ifPresent(shown::add);
        for (TrainingCurve.HeldOut one : shown) {
            line(
                    "| "
                            + (one.step() == 0 ? "base" : "after step " + one.step())
                            + " | "
                            + FOUR.format(one.loss())
                            + " | "
                            + accuracy(one.accuracy())
                            + " | "
                            + interval(one.accuracy())
                            + " |");
        }
        line("");
    }

    private static String accuracy(Optional<Proportion> right) {
        return right.map(
                        one ->
                                percent(one.share())
                                        + " % ("
                                        + Amounts.count(one.hits())
                                        + " of "
                                        + Amounts.count(one.rows())
                                        + ")")
                .orElse(Digits.DASH);
    }

    private static String interval(Optional<Proportion> right) {
        return right.map(one -> percent(one.low()) + " to " + percent(one.high()) + " %")
                .orElse(Digits.DASH);
    }

    private static String percent(double share) {
        return Digits.decimals(1).format(100 * share);
    }

    private void writeSettings() {
        line("## Settings");
        line("");
        line("| | |");
        line("| --- | --- |");
        Adaptation adaptation = settings.adaptation();
        row("method", adaptation.method().word());
        if (isAdapter()) {
            row("rank", Amounts.count(adaptation.rank()));
            row(
                    "alpha",
                    SHORT.format(adaptation.alpha())
                            + (adaptation.isRankStabilised() ? ", rank-stabilised" : "")
                            + " (scale "
                            + SHORT.format(adaptation.scale())
                            + ")");
            row("dropout", SHORT.format(adaptation.dropout()));
            row(
                    "modules",
                    adaptation.targets().isEmpty()
                            ? "every linear module of the layers"
                            : String.join(", ", new TreeSet<>(adaptation.targets())));
        }
        Schedule schedule = settings.schedule();
        row("steps", Amounts.count(schedule.steps()));
        row(
                "texts a step",
                settings.accumulate() == 1
                        ? Amounts.count(settings.batch())
                        : settings.batch() + " × " + settings.accumulate());
        row(
                "learning rate",
                SHORT.format(schedule.rate())
                        + ", "
                        + schedule.decay().word()
                        + " after "
                        + Amounts.counted(schedule.warmUp(), "step")
                        + " of warm-up");
        row(
                "optimizer",
                "AdamW, β "
                        + SHORT.format(settings.optimizer().beta1())
                        + " and "
                        + SHORT.format(settings.optimizer().beta2())
                        + ", ε "
                        + SHORT.format(settings.optimizer().epsilon())
                        + ", decay "
                        + SHORT.format(settings.optimizer().decay())
                        + (settings.optimizer().clip() > 0
                                ? ", gradients clipped at "
                                        + SHORT.format(settings.optimizer().clip())
                                : ", gradients not clipped"));
        row("base in memory", held(settings.holding()));
        row("seed", Long.toString(settings.seed()));
        row("time", Amounts.duration(result.duration().toMillis() / 1e3));
        row("device", head.path("device").asText());
        line("");
    }

    private static String held(TrainingSettings.Holding holding) {
        String rest = holding.dtype().map(DType::label).orElse("as stored");
        return holding.isFourBit()
                ? "matrices of the layers in NF4, blocks of 64, scales in float32; the rest " + rest
                : rest;
    }

    private void writeData() {
        DataFacts data = result.data();
        line("## Data");
        line("");
        line("| | |");
        line("| --- | --- |");
        row("file", data.name());
        row("SHA-256", data.fingerprint());
        row("words", data.wording());
        row(
                "texts",
                Amounts.count(data.trained()) + " of " + Amounts.counted(data.available(), "row"));
        row(
                "tokens",
                Amounts.count(data.tokens())
                        + ", "
                        + Amounts.count(data.answers())
                        + " of them answers");
        if (!data.classes().isEmpty()) {
            List<String> classes = new ArrayList<>();
            data.classes().forEach((name, count) -> classes.add(name + " " + Amounts.count(count)));
            row("classes", String.join(", ", classes));
        }
        if (data.heldOut() > 0) {
            row("held out", Amounts.counted(data.heldOut(), "row") + " of " + data.heldOutName());
            row("SHA-256 of these", data.heldOutFingerprint());
        }
        row("left out as leaked", Amounts.count(data.leaked()));
        line("");
        data.notes().forEach(note -> line("- " + plain(note) + "."));
        if (!data.notes().isEmpty()) {
            line("");
        }
    }

    private void writeCurve() {
        List<TrainingCurve.Step> steps = result.curve().steps();
        if (steps.isEmpty()) {
            return;
        }
        line("## Curve");
        line("");
        line("| step | loss | learning rate | gradient norm | held-out loss | accuracy | ‖τ‖ |");
        line("| --- | --- | --- | --- | --- | --- | --- |");
        int each = Math.ceilDiv(steps.size(), MOST_ROWS);
        int from = 0;
        for (int i = 0; i < steps.size(); i++) {
            if ((i + 1) % each == 0 || i == steps.size() - 1) {
                List<TrainingCurve.Step> part = steps.subList(from, i + 1);
                from = i + 1;
                curveRow(part, part.getFirst().step(), part.getLast().step());
            }
        }
        line("");
        line("Losses and gradient norms are means since the row before.");
        line("");
    }

    private void curveRow(List<TrainingCurve.Step> part, int first, int last) {
        Optional<TrainingCurve.HeldOut> heldOut =
                result.curve().evaluations().stream()
                        .filter(one -> one.step() >= first && one.step() <= last)
                        .reduce((_, later) -> later);
        Optional<TrainingCurve.Norms> norms =
                result.curve().norms().stream()
                        .filter(one -> one.step() >= first && one.step() <= last)
                        .reduce((_, later) -> later);
        line(
                "| "
                        + last
                        + " | "
                        + FOUR.format(mean(part.stream().mapToDouble(s -> s.loss())))
                        + " | "
                        + SHORT.format(part.getLast().rate())
                        + " | "
                        + FOUR.format(mean(part.stream().mapToDouble(s -> s.gradientNorm())))
                        + " | "
                        + heldOut.map(one -> FOUR.format(one.loss())).orElse("")
                        + " | "
                        + heldOut.flatMap(TrainingCurve.HeldOut::accuracy)
                                .map(one -> percent(one.share()) + " %")
                                .orElse("")
                        + " | "
                        + norms.map(one -> FOUR.format(one.total())).orElse("")
                        + " |");
    }

    private static double mean(DoubleStream numbers) {
        return numbers.average().orElse(Double.NaN);
    }

    private void row(String name, String value) {
        line("| " + name + " | " + plain(value).replace("|", "\\|") + " |");
    }

    /// Text in one line, as names of files may have any character.
    private static String plain(String of) {
        return of.replaceAll("\\p{Cntrl}", " ");
    }

    private static String quoted(String of) {
        return "\"" + plain(of).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private void line(String one) {
        text.append(one).append('\n');
    }
}
