package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.GroupNumbers;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.analysis.metric.WrittenTable;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.Finding;
import org.taskvectors.extraction.QuantizationError;
import org.taskvectors.file.Shown;

/// Says what an extraction left, in one run or joined of parts.
record ExtractReport(Session session) {
    /// @param error the quantisation error; empty where it was not asked for
    void print(ExtractionResult result, Optional<QuantizationError> error, boolean isJson) {
        Comparison comparison = comparison(result);
        if (isJson) {
            Json.print(json(result, comparison, error), session.out());
        } else {
            print(result, comparison, error);
        }
    }

    private static Comparison comparison(ExtractionResult result) {
        NamedProfile vector =
                new NamedProfile(String.valueOf(result.output().getFileName()), result.profile());
        return new Comparison(
                List.of(vector),
                Optional.empty(),
                SharedNaming.of(List.of(vector))::place,
                Scope.ALL);
    }

    private void print(
            ExtractionResult result, Comparison comparison, Optional<QuantizationError> error) {
        GroupNumbers all = comparison.numbers(0, Group.ALL);
        PrintWriter text = session.out();
        WrittenTable table =
                new WrittenTable()
                        .words("found")
                        .numbers("tensors")
                        .words("what is done")
                        .words("the first of them");
        for (Finding finding : result.check().findings()) {
            table.row(
                    List.of(
                            finding.category().label(),
                            Amounts.count(finding.tensors().size()),
                            finding.action(),
                            finding.tensors().getFirst()
                                    + (finding.detail().isEmpty() ? "" : ": " + finding.detail())));
        }
        table.print(text);
        text.println();
        double seconds = Math.max(1e-9, result.took().toNanos() / 1e9);
        text.printf(
                Locale.ROOT,
                "%s: %s, %s weights, %s, in %s (%s/s read)%n",
                Shown.of(result.output()),
                Amounts.counted(all.held(), "tensor"),
                Amounts.count(result.check().weights()),
                dtypes(result),
                Amounts.duration(seconds),
                Amounts.bytes(result.bytesRead() / seconds));
        text.printf(
                Locale.ROOT,
                "‖τ‖ %s, relative norm %s, exact zeros %s%n",
                say(VectorMetric.L2_NORM, comparison),
                say(VectorMetric.RELATIVE_NORM, comparison),
                say(VectorMetric.EXACT_ZEROS, comparison));
        text.println("round trip: " + roundTrip(result, comparison));
        result.check().quantized().forEach(side -> text.println("note: " + side.sentence()));
        error.ifPresent(
                measured ->
                        text.printf(
                                Locale.ROOT,
                                "quantisation error of the %s: %s%n",
                                result.check().quantized().getFirst().word(),
                                measured.text()));
        comparison.notes().forEach(note -> text.println("note: " + note));
    }

    private static String say(VectorMetric metric, Comparison comparison) {
        return metric.quantity().say(metric.value(comparison, 0, Group.ALL, Threshold.DEFAULT));
    }

    private static String roundTrip(ExtractionResult result, Comparison comparison) {
        double error = comparison.numbers(0, Group.ALL).roundTripError();
        return result.noRoundTrip()
                .map(why -> "not measured, as " + why)
                .orElseGet(
                        () ->
                                say(VectorMetric.ROUND_TRIP, comparison)
                                        + (result.check().partial().isPresent()
                                                ? " of the matched weights"
                                                : " of the weights")
                                        + " come back bit for bit, largest error "
                                        + VectorMetric.LARGEST.quantity().say(error));
    }

    private static String dtypes(ExtractionResult result) {
        return result.profile().tensors().stream()
                .map(tensor -> tensor.dtype().label())
                .distinct()
                .collect(Collectors.joining(" and "));
    }

    private ObjectNode json(
            ExtractionResult result, Comparison comparison, Optional<QuantizationError> error) {
        ObjectNode root = Json.document("extract", session);
        root.put("output", result.output().toString());
        root.put("checksum", result.profile().checksum());
        root.set("provenance", Json.provenance(result.profile().provenance()));
        ArrayNode findings = root.putArray("check");
        for (Finding finding : result.check().findings()) {
            ObjectNode node = findings.addObject();
            node.put("category", finding.category().label());
            node.put("action", finding.action());
            node.put("detail", finding.detail());
            node.set("tensors", Json.texts(finding.tensors()));
        }
        root.set("quantization", QuantizationJson.of(result.check().quantized(), error));
        root.put("bytes_read", result.bytesRead());
        root.put("seconds", result.took().toNanos() / 1e9);
        root.set("all", new GroupJson(comparison, Threshold.DEFAULT, false).vector(0, Group.ALL));
        root.set("notes", Json.texts(comparison.notes()));
        return root;
    }
}
