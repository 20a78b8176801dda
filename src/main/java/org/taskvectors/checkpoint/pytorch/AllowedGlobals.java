package org.taskvectors.checkpoint.pytorch;

import java.util.List;
import java.util.Set;
import org.taskvectors.checkpoint.pytorch.PyValue.Global;

/// The globals that a pickle may name, and those that it may ask to call. This program never calls
/// any of them, and a class that is named stays a name. A name alone is harmless, so a pickled
/// model may name classes of unknown modules; a call of an unknown global is refused, and so is
/// every mention of a module that exploits are made of.
final class AllowedGlobals {
    /// Modules that no checkpoint needs and that every exploit does.
    private static final Set<String> FORBIDDEN_MODULES =
            Set.of(
                    "os",
                    "posix",
                    "nt",
                    "subprocess",
                    "sys",
                    "importlib",
                    "runpy",
                    "imp",
                    "pkgutil",
                    "socket",
                    "socketserver",
                    "shutil",
                    "pty",
                    "ctypes",
                    "code",
                    "codeop",
                    "commands",
                    "pickle",
                    "_pickle",
                    "cPickle",
                    "marshal",
                    "shelve",
                    "dill",
                    "cloudpickle",
                    "joblib",
                    "webbrowser",
                    "threading",
                    "_thread",
                    "multiprocessing",
                    "concurrent",
                    "asyncio",
                    "http",
                    "urllib",
                    "urllib2",
                    "requests",
                    "ftplib",
                    "smtplib",
                    "telnetlib",
                    "xmlrpc",
                    "tempfile",
                    "pdb",
                    "bdb",
                    "timeit",
                    "cProfile",
                    "gc",
                    "signal",
                    "operator",
                    "_operator",
                    "itertools",
                    "types",
                    "platform",
                    "pip",
                    "venv",
                    "ensurepip",
                    "distutils",
                    "setuptools",
                    "doctest",
                    "unittest",
                    "pydoc",
                    "zipimport",
                    "fileinput",
                    "io",
                    "_io",
                    "mmap",
                    "atexit",
                    "linecache",
                    "tracemalloc",
                    "faulthandler",
                    "lib2to3",
                    "cffi",
                    "psutil",
                    "sysconfig");

    /// The built-in names that are plain types.
    private static final Set<String> BUILTIN_TYPES =
            Set.of(
                    "tuple",
                    "list",
                    "set",
                    "frozenset",
                    "dict",
                    "int",
                    "long",
                    "float",
                    "bool",
                    "complex",
                    "str",
                    "unicode",
                    "bytes",
                    "bytearray",
                    "object",
                    "slice",
                    "range",
                    "xrange",
                    "Ellipsis",
                    "NotImplemented");

    private static final Set<String> CODECS = Set.of("encode");

    /// Calls that make plain values.
    private static final Set<String> CALLS =
            Set.of(
                    "torch.device",
                    "torch.Generator",
                    "torch.serialization._get_layout",
                    "numpy.dtype",
                    "numpy.ndarray",
                    "numpy.core.multiarray.scalar",
                    "numpy.core.multiarray._reconstruct",
                    "numpy._core.multiarray.scalar",
                    "numpy._core.multiarray._reconstruct",
                    "numpy.core.numeric._frombuffer",
                    "numpy._core.numeric._frombuffer",
                    "builtins.complex",
                    "__builtin__.complex",
                    "builtins.bytearray",
                    "__builtin__.bytearray",
                    "builtins.slice",
                    "__builtin__.slice",
                    "builtins.int",
                    "builtins.float",
                    "builtins.str",
                    "builtins.bool",
                    "builtins.range",
                    "argparse.Namespace",
                    "collections.deque",
                    "datetime.datetime",
                    "datetime.date",
                    "datetime.time",
                    "datetime.timedelta",
                    "datetime.timezone",
                    "decimal.Decimal",
                    "fractions.Fraction",
                    "uuid.UUID",
                    "pathlib.Path",
                    "pathlib.PurePath",
                    "pathlib.PosixPath",
                    "pathlib.PurePosixPath",
                    "pathlib.WindowsPath",
                    "pathlib.PureWindowsPath",
                    "pathlib._local.PosixPath",
                    "pathlib._local.WindowsPath");

    /// Libraries whose objects stand beside weights in checkpoints of training runs.
    private static final List<String> LIBRARIES =
            List.of(
                    "transformers.",
                    "peft.",
                    "accelerate.",
                    "trl.",
                    "diffusers.",
                    "datasets.",
                    "pytorch_lightning.",
                    "lightning.",
                    "lightning_fabric.",
                    "omegaconf.",
                    "sentence_transformers.",
                    "torch.optim.",
                    "torch.nn.",
                    "numpy.dtypes.",
                    "numpy.random._pickle.");

    private static final Set<String> DICTIONARIES =
            Set.of(
                    "collections.OrderedDict",
                    "collections.defaultdict",
                    "collections.Counter",
                    "builtins.dict",
                    "__builtin__.dict");

    private AllowedGlobals() {}

    /// Whether a pickle may name it.
    static boolean mayBeNamed(Global global) {
        String module = global.module();
        if (module.equals("builtins") || module.equals("__builtin__")) {
            return BUILTIN_TYPES.contains(global.name());
        }
        if (module.equals("_codecs") || module.equals("codecs")) {
            return CODECS.contains(global.name());
        }
        int dot = module.indexOf('.');
        return !FORBIDDEN_MODULES.contains(dot < 0 ? module : module.substring(0, dot))
                // A dotted name would go on from a class to what it holds.
                && !global.name().contains(".");
    }

    /// Whether a call of it may stand in a pickle, as the record of an object.
    static boolean mayBeCalled(Global global) {
        String full = global.full();
        return CALLS.contains(full) || LIBRARIES.stream().anyMatch(full::startsWith);
    }

    static boolean isDictionary(Global global) {
        return DICTIONARIES.contains(global.full());
    }
}
