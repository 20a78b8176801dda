package org.taskvectors.parts;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.MeasuringRules;
import org.taskvectors.analysis.PackedReader;
import org.taskvectors.analysis.PackedWriter;
import org.taskvectors.pass.Part;

/// Which part of which work a file is.
///
/// @param kind the work
/// @param part which part of it
/// @param program name and version of the program that made it
/// @param rules the version of the rules that it was measured by
/// @param asked everything that was asked, in a fixed order
/// @param files the files that it was made of, as they lay on its machine; they are no part of what
///   was asked
public record PartHead(
        PartKind kind,
        Part part,
        String program,
        int rules,
        List<Asked> asked,
        List<String> files) {
    public PartHead {
        asked = List.copyOf(asked);
        files = List.copyOf(files);
    }

    /// Returns the head of a part that is made now.
    ///
    /// @param inputs what it is made of
    /// @param options what was asked besides
    static PartHead now(
            PartKind kind, Part part, String program, Inputs inputs, List<Asked> options) {
        List<Asked> asked = new ArrayList<>(inputs.asked());
        asked.addAll(options);
        return new PartHead(kind, part, program, MeasuringRules.VERSION, asked, inputs.files());
    }

    /// Returns it in words: `part 2 of 5 of an extraction`.
    public String words() {
        return part.words() + " of " + kind.words();
    }

    /// Returns the usual name of its file: `2-of-5.part`.
    public String fileName() {
        return fileName(part);
    }

    /// Returns the usual name of a part's file.
    static String fileName(Part part) {
        return part.number() + "-of-" + part.of() + PartWriter.ENDING;
    }

    static void write(PackedWriter out, PartHead head) {
        out.text(head.kind.name());
        out.count(head.part.number());
        out.count(head.part.of());
        out.text(head.program);
        out.count(head.rules);
        out.list(
                head.asked,
                (to, one) -> {
                    to.text(one.name());
                    to.text(one.value());
                });
        out.list(head.files, PackedWriter::text);
    }

    static PartHead read(PackedReader in) {
        return new PartHead(
                PartKind.valueOf(in.text()),
                new Part(Math.toIntExact(in.count()), Math.toIntExact(in.count())),
                in.text(),
                Math.toIntExact(in.count()),
                in.list(from -> new Asked(from.text(), from.text())),
                in.list(PackedReader::text));
    }
}
