package org.taskvectors.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.PackedReader;
import org.taskvectors.analysis.PackedWriter;
import org.taskvectors.analysis.ProfileFormat;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.saving.Around;
import org.taskvectors.vector.Identity;

/// What a part of a merge tells besides the tensors that it wrote.
///
/// @param held what it has, in the order of the model
/// @param nanos how long it took
record MergedPart(List<Held> held, long nanos) {
    /// A tensor that a part has.
    ///
    /// @param tensor its number among the model's, from 0
    /// @param sum the checksum of what was written
    /// @param baseSum that of the base's tensor; 0 where no base is read for its own sake
    /// @param change what was measured of the change; empty if nothing
    record Held(int tensor, long sum, long baseSum, Optional<TensorProfile> change) {}

    /// A vector that is on the base.
    ///
    /// @param recorded the base that it was extracted from, as it says; empty if it does not
    record OnBase(String name, Optional<Identity> recorded) {}

    /// A base whose fingerprint the whole has.
    ///
    /// @param tensors all of them
    /// @param vectors those that are held against it
    /// @param isProfiled whether the change is measured
    /// @param again names of weights that are there by another name
    record Base(
            String name,
            List<Tensor> tensors,
            List<OnBase> vectors,
            boolean isProfiled,
            List<String> again) {}

    /// What all parts of a merge tell alike.
    ///
    /// @param name the model's
    /// @param notes those of the model
    /// @param later those that follow what was found
    /// @param last those of all that went in
    /// @param outputs all tensors of the model
    /// @param base of merged vectors; empty for mixed models
    /// @param around the files around the weights
    /// @param said what the command that made them says of all, in its own words
    record Common(
            String name,
            List<String> notes,
            List<String> later,
            List<String> last,
            List<Tensor> outputs,
            Optional<Base> base,
            Around around,
            String said) {
        byte[] packed() throws IOException {
            PackedWriter out = new PackedWriter();
            out.text(name);
            out.list(notes, PackedWriter::text);
            out.list(later, PackedWriter::text);
            out.list(last, PackedWriter::text);
            out.list(outputs, ProfileFormat::place);
            out.flag(base.isPresent());
            base.ifPresent(known -> write(out, known));
            out.count(around.items().size());
            for (Around.Item item : around.items()) {
                out.text(item.name());
                out.flag(item.isCarried());
                out.raw(item.content().bytes());
            }
            out.text(said);
            return out.sealed();
        }

        /// @throws IllegalArgumentException if the bytes are damaged
        static Common unpack(byte[] bytes) {
            PackedReader in = new PackedReader(bytes);
            Common common =
                    new Common(
                            in.text(),
                            in.list(PackedReader::text),
                            in.list(PackedReader::text),
                            in.list(PackedReader::text),
                            in.list(ProfileFormat::place),
                            in.flag() ? Optional.of(readBase(in)) : Optional.empty(),
                            new Around(
                                    in.list(
                                            from ->
                                                    new Around.Item(
                                                            from.text(),
                                                            from.flag(),
                                                            Around.of(from.raw())))),
                            in.text());
            in.end();
            return common;
        }
    }

    private static void write(PackedWriter out, Base base) {
        out.text(base.name());
        out.list(base.tensors(), ProfileFormat::place);
        out.list(
                base.vectors(),
                (to, vector) -> {
                    to.text(vector.name());
                    to.flag(vector.recorded().isPresent());
                    vector.recorded()
                            .ifPresent(
                                    known -> {
                                        to.text(known.name());
                                        to.text(known.fingerprint());
                                    });
                });
        out.flag(base.isProfiled());
        out.list(base.again(), PackedWriter::text);
    }

    private static Base readBase(PackedReader in) {
        return new Base(
                in.text(),
                in.list(ProfileFormat::place),
                in.list(
                        from ->
                                new OnBase(
                                        from.text(),
                                        from.flag()
                                                ? Optional.of(
                                                        new Identity(from.text(), from.text()))
                                                : Optional.empty())),
                in.flag(),
                in.list(PackedReader::text));
    }

    /// Returns it in bytes.
    byte[] packed() {
        PackedWriter out = new PackedWriter();
        out.list(
                held,
                (to, one) -> {
                    to.count(one.tensor());
                    to.bits(one.sum());
                    to.bits(one.baseSum());
                    to.flag(one.change().isPresent());
                    one.change().ifPresent(change -> ProfileFormat.tensor(to, change));
                });
        out.count(nanos);
        return out.sealed();
    }

    /// @throws IllegalArgumentException if the bytes are damaged
    static MergedPart unpack(byte[] bytes) {
        PackedReader in = new PackedReader(bytes);
        List<Held> held =
                new ArrayList<>(
                        in.list(
                                from ->
                                        new Held(
                                                Math.toIntExact(from.count()),
                                                from.bits(),
                                                from.bits(),
                                                from.flag()
                                                        ? Optional.of(ProfileFormat.tensor(from))
                                                        : Optional.empty())));
        MergedPart part = new MergedPart(held, in.count());
        in.end();
        return part;
    }
}
