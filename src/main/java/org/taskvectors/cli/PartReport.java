package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.file.Shown;
import org.taskvectors.parts.PartResult;

/// Says what making a part left.
record PartReport(Session session) {
    void print(PartResult result, boolean isJson) {
        if (isJson) {
            Json.print(json(result), session.out());
            return;
        }
        PrintWriter out = session.out();
        out.printf(
                Locale.ROOT,
                "%s: %s, %s of %s tensors, %s read, in %s%n",
                Shown.of(result.output()),
                result.head().words(),
                Amounts.count(result.tensors()),
                Amounts.count(result.all()),
                Amounts.bytes(result.bytesRead()),
                Amounts.duration(Math.max(1e-9, result.took().toNanos() / 1e9)));
        result.notes().forEach(note -> out.println("note: " + note));
        if (result.tensors() == 0) {
            out.println(
                    "note: there are more parts than tensors, and none is left for this one; it"
                            + " belongs to the whole all the same");
        }
    }

    private ObjectNode json(PartResult result) {
        ObjectNode root = Json.document("part", session);
        root.put("of", result.head().kind().command());
        root.put("part", result.head().part().number());
        root.put("parts", result.head().part().of());
        root.put("output", result.output().toString());
        root.put("tensors", result.tensors());
        root.put("tensors_of_all", result.all());
        root.put("bytes_read", result.bytesRead());
        root.put("seconds", result.took().toNanos() / 1e9);
        root.set("notes", Json.texts(result.notes()));
        return root;
    }
}
