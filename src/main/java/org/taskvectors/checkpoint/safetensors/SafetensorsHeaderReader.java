package org.taskvectors.checkpoint.safetensors;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;
import org.taskvectors.file.Utf8Reader;

/// Reads the header of a safetensors file and checks every rule of the format, as the reference
/// implementation does (`safetensors/src/tensor.rs`) and a little more strictly: a name that stands
/// twice is refused here.
final class SafetensorsHeaderReader {
    private static final ValueLayout.OfLong LITTLE_ENDIAN_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final String DAMAGED = "The file is damaged; download or save it again";

    private final ReadableFile file;

    private SafetensorsHeaderReader(ReadableFile file) {
        this.file = file;
    }

    /// @throws Failure with a [SafetensorsProblem] where a rule is broken
    static SafetensorsHeader read(ReadableFile file) throws Failure {
        return new SafetensorsHeaderReader(file).read();
    }

    private SafetensorsHeader read() throws Failure {
        long length = length();
        long dataStart = SafetensorsHeader.LENGTH_BYTES + length;
        requireBrace(length);
        EntryCount.require(file, dataStart);
        HeaderJson json = parse(dataStart);
        return new SafetensorsHeader(checked(json.tensors(), dataStart), json.metadata());
    }

    private long length() throws Failure {
        if (file.size() < SafetensorsHeader.LENGTH_BYTES) {
            throw failure(
                    SafetensorsProblem.NO_HEADER_LENGTH,
                    "the file is "
                            + count(file.size(), "byte")
                            + " long, a safetensors file begins with 8 that give the length of its"
                            + " header",
                    DAMAGED);
        }
        MemorySegment eight = MemorySegment.ofArray(new byte[SafetensorsHeader.LENGTH_BYTES]);
        file.read(0, eight);
        long length = eight.get(LITTLE_ENDIAN_LONG, 0);
        if (length < 0 || length > SafetensorsHeader.MAX_LENGTH) {
            throw failure(
                            SafetensorsProblem.HEADER_TOO_LARGE,
                            "the header is said to be "
                                    + Long.toUnsignedString(length)
                                    + " bytes long, the format allows 100,000,000",
                            "This is no safetensors file, or it is damaged")
                    .at("byte 0");
        }
        if (length > file.size() - SafetensorsHeader.LENGTH_BYTES) {
            throw failure(
                            SafetensorsProblem.HEADER_BEYOND_END,
                            "the header is said to be "
                                    + count(length, "byte")
                                    + " long, only "
                                    + number(file.size() - SafetensorsHeader.LENGTH_BYTES)
                                    + " follow",
                            "The file was cut, or it is no safetensors file; download it again")
                    .at("byte 0");
        }
        return length;
    }

    private void requireBrace(long length) throws Failure {
        byte[] first = new byte[1];
        if (length > 0) {
            file.read(SafetensorsHeader.LENGTH_BYTES, MemorySegment.ofArray(first));
        }
        if (first[0] != '{') {
            throw failure(
                            SafetensorsProblem.HEADER_NOT_AN_OBJECT,
                            length == 0
                                    ? "the header is empty"
                                    : "the header does not begin with {",
                            "This is no safetensors file, or it is damaged")
                    .at("byte 8");
        }
    }

    private HeaderJson parse(long end) throws Failure {
        try (Utf8Reader text =
                new Utf8Reader(
                        file,
                        SafetensorsHeader.LENGTH_BYTES,
                        end,
                        SafetensorsProblem.HEADER_NOT_UTF8)) {
            return HeaderJson.parse(file.path(), text);
        } catch (Failure e) {
            throw e;
        } catch (JsonProcessingException e) {
            boolean isLength =
                    e instanceof StreamConstraintsException
                            && !e.getOriginalMessage().contains("nesting");
            if (isLength) {
                throw failure(
                                SafetensorsProblem.TEXT_TOO_LONG,
                                String.format(
                                        Locale.ROOT,
                                        "a text of the header is longer than %,d characters",
                                        HeaderJson.LONGEST_TEXT),
                                "This is no model, or the file is damaged")
                        .at(place(e.getLocation()))
                        .causedBy(e);
            }
            throw failure(
                            SafetensorsProblem.HEADER_NOT_JSON,
                            "the header is not valid JSON: " + Shown.of(e.getOriginalMessage()),
                            DAMAGED)
                    .at(place(e.getLocation()))
                    .causedBy(e);
        } catch (IOException e) {
            throw failure(
                            SafetensorsProblem.HEADER_NOT_JSON,
                            "the header cannot be read: " + e.getMessage(),
                            DAMAGED)
                    .causedBy(e);
        }
    }

    /// Returns a location as messages name it; the parser gives none if a limit was exceeded.
    private static String place(@Nullable JsonLocation location) {
        return location == null ? "header" : "header character " + number(location.getCharOffset());
    }

    /// Checks the rules that concern the tensors' data, and returns the tensors in the order of
    /// their data.
    private List<SafetensorsHeader.Entry> checked(
            List<HeaderJson.Declared> declared, long dataStart) throws Failure {
        List<HeaderJson.Declared> sorted = new ArrayList<>(declared);
        sorted.sort(
                Comparator.comparingLong(HeaderJson.Declared::begin)
                        .thenComparingLong(HeaderJson.Declared::end));
        List<SafetensorsHeader.Entry> entries = new ArrayList<>(sorted.size());
        long expected = 0;
        for (HeaderJson.Declared tensor : sorted) {
            requireContiguous(tensor, expected);
            requireSize(tensor);
            expected = tensor.end();
            entries.add(
                    new SafetensorsHeader.Entry(
                            new Tensor(tensor.name(), tensor.dtype(), tensor.shape()),
                            dataStart + tensor.begin()));
        }
        requireCover(expected, file.size() - dataStart);
        return entries;
    }

    private void requireContiguous(HeaderJson.Declared tensor, long expected) throws Failure {
        if (tensor.begin() > expected) {
            throw failure(
                            SafetensorsProblem.HOLE,
                            "its data begin at "
                                    + number(tensor.begin())
                                    + ", those before it end at "
                                    + number(expected)
                                    + "; the bytes between belong to nobody",
                            DAMAGED)
                    .at(tensor.place());
        }
        if (tensor.begin() < expected) {
            throw failure(
                            SafetensorsProblem.OVERLAP,
                            "its data begin at "
                                    + number(tensor.begin())
                                    + ", inside those of another tensor, which end at "
                                    + number(expected),
                            DAMAGED)
                    .at(tensor.place());
        }
    }

    private void requireSize(HeaderJson.Declared tensor) throws Failure {
        long bits = tensor.bits();
        if (bits % 8 != 0) {
            throw failure(
                            SafetensorsProblem.BROKEN_BYTE,
                            "its elements of "
                                    + tensor.dtype().bits()
                                    + " bits do not fill whole bytes",
                            DAMAGED)
                    .at(tensor.place());
        }
        long bytes = bits >>> 3;
        if (bytes != tensor.end() - tensor.begin()) {
            throw failure(
                            SafetensorsProblem.SIZE_MISMATCH,
                            "dtype and shape ("
                                    + tensor.dtype()
                                    + ", "
                                    + tensor.shape()
                                    + ") ask for "
                                    + count(bytes, "byte")
                                    + ", it has "
                                    + number(tensor.end() - tensor.begin()),
                            DAMAGED)
                    .at(tensor.place());
        }
    }

    private void requireCover(long declared, long present) throws Failure {
        if (declared > present) {
            throw failure(
                            SafetensorsProblem.TRUNCATED,
                            "the tensors take "
                                    + count(declared, "byte")
                                    + ", the file holds only "
                                    + number(present),
                            "The download or copy did not finish; repeat it")
                    .at("byte " + file.size());
        }
        if (declared < present) {
            throw failure(
                            SafetensorsProblem.TRAILING_BYTES,
                            count(present - declared, "byte")
                                    + (present - declared == 1 ? " follows" : " follow")
                                    + " the last tensor, belonging to nobody",
                            DAMAGED)
                    .at("byte " + (file.size() - (present - declared)));
        }
    }

    private Failure failure(SafetensorsProblem problem, String what, String advice) {
        return Failure.of(problem, file.path(), what, advice);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String count(long value, String unit) {
        return number(value) + " " + unit + (value == 1 ? "" : "s");
    }
}
