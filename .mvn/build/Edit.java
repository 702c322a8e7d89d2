import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts edited resources and classes into the program's jars without a build. It takes only classes that look
 * to other classes as before. For anything else, and for errors, it ends with 1 and has changed nothing, and
 * the launcher builds. The classes of the build stay older than the edited sources, so the next build
 * compiles and checks these. The arguments are the root of the source tree, and the paths in it that are
 * newer than the program.
 */
class Edit {
  private final Path program;
  private final Path sources;
  private final Path copy;
  private final Path work;

  /** An edit of one module, whose copy it changes. */
  private Edit(Path program, Path sources, Path copy) {
    this.program = program;
    this.sources = sources;
    this.copy = copy;
    this.work = copy.getParent();
  }

  public static void main(String[] arguments) throws IOException {
    // What is edited from now on is to be newer than the program.
    FileTime now = FileTime.from(Instant.now());
    Path root = Path.of(arguments[0]);
    Path program = root.resolve("standalone/target");
    Path work = Files.createTempDirectory(program, "edit");
    boolean done;
    try {
      done = edit(root, program, work, List.of(arguments).subList(1, arguments.length));
      if (done) {
        // An archive of other classes is of no use.
        delete(program.resolve("start"));
        Files.setLastModifiedTime(jar(program, "standalone"), now);
      }
    } finally {
      delete(work);
    }
    System.exit(done ? 0 : 1);
  }

  private static boolean edit(Path root, Path program, Path work, List<String> paths)
      throws IOException {
    Map<String, List<Path>> modules =
        paths.stream()
            .map(path -> root.relativize(Path.of(path)))
            .collect(Collectors.groupingBy(path -> path.getName(0).toString()));
    Map<Path, Path> copies = new TreeMap<>();
    for (String module : modules.keySet()) {
      Path jar = jar(program, module);
      if (jar == null) {
        return false;
      }
      Path copy = Files.createDirectory(work.resolve(module)).resolve(jar.getFileName());
      Files.copy(jar, copy);
      Path sources = root.resolve(module).resolve("src/main");
      List<Path> edited =
          modules.get(module).stream().map(root::resolve).map(sources::relativize).toList();
      if (!new Edit(program, sources, copy).apply(edited)) {
        return false;
      }
      copies.put(jar, copy);
    }
    for (Map.Entry<Path, Path> each : copies.entrySet()) {
      Files.move(each.getValue(), each.getKey(), StandardCopyOption.REPLACE_EXISTING);
    }
    return true;
  }

  /** The program's copy of a module; null where it has none. */
  private static Path jar(Path program, String module) throws IOException {
    for (String folder : List.of("modules", "kafka")) {
      try (Stream<Path> all = Files.list(program.resolve(folder))) {
        String name = "signalbox-" + module + "-\\d.*\\.jar";
        List<Path> found = all.filter(jar -> name(jar).matches(name)).toList();
        if (found.size() == 1) {
          return found.get(0);
        }
      }
    }
    return null;
  }

  /** Tells whether it could. The paths are relative to the module's sources. */
  private boolean apply(List<Path> paths) throws IOException {
    Set<Path> edited = new TreeSet<>();
    Set<Path> resources = new TreeSet<>();
    Path after = work.resolve("classes");
    try (FileSystem jar = FileSystems.newFileSystem(copy)) {
      Path before = jar.getPath("/");
      for (Path path : paths) {
        Path inside = path.getName(0).relativize(path);
        if (isDescriptor(path) || !path.startsWith("java") && !path.startsWith("resources")) {
          return false;
        } else if (Files.isDirectory(sources.resolve(path))) {
          // Files may have come or gone.
          Set<String> names = names(source("java", inside), source("resources", inside));
          if (!names.equals(names(before.resolve(inside.toString())))) {
            return false;
          }
        } else if (path.startsWith("java")) {
          edited.add(inside);
        } else {
          resources.add(inside);
        }
      }
      if (!compile(edited, after)) {
        return false;
      }
      Set<String> classes = classes(before, edited);
      if (!look(classes, copy).equals(look(classes(after, edited), after))) {
        return false;
      }
      for (String name : classes) {
        Files.delete(before.resolve(name));
      }
      for (String name : classes(after, edited)) {
        Files.copy(after.resolve(name), before.resolve(name));
      }
      for (Path resource : resources) {
        Files.copy(
            source("resources", resource),
            before.resolve(resource.toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return true;
  }

  private Path source(String kind, Path inside) {
    return sources.resolve(kind).resolve(inside);
  }

  /** What stands in folders, as a jar has it. */
  private static Set<String> names(Path... folders) throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> all = Files.list(folder)) {
          all.filter(file -> !isDescriptor(file) && !name(file).contains("$"))
              .map(file -> name(file).replaceFirst("\\.java$", ".class"))
              .forEach(names::add);
        }
      }
    }
    // Each jar has one.
    names.remove("META-INF");
    return names;
  }

  /** Whether it describes a module or a package. */
  private static boolean isDescriptor(Path file) {
    return name(file).contains("-info.");
  }

  /** On the class path: only the next build checks what modules export to each other. */
  private boolean compile(Set<Path> edited, Path classes) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--release", "17", "-g", "-proc:none"));
    arguments.add("-XDstringConcat=inline");
    List<String> jars = new ArrayList<>();
    for (String folder : List.of("modules", "kafka", "build")) {
      try (Stream<Path> all = Files.list(program.resolve(folder))) {
        all.map(Path::toString).forEach(jars::add);
      }
    }
    arguments.addAll(List.of("-cp", String.join(":", jars)));
    arguments.addAll(List.of("-d", classes.toString()));
    edited.forEach(source -> arguments.add(source("java", source).toString()));
    return edited.isEmpty() || run("javac", arguments, new StringWriter());
  }

  /** The files of the classes that sources make. */
  private static Set<String> classes(Path root, Set<Path> sources) throws IOException {
    Set<String> classes = new TreeSet<>();
    for (Path source : sources) {
      String stem = source.toString().replaceFirst("\\.java$", "");
      try (Stream<Path> all = Files.list(root.resolve(stem).getParent())) {
        all.map(file -> root.relativize(file).toString())
            .filter(name -> name.equals(stem + ".class") || name.startsWith(stem + "$"))
            .forEach(classes::add);
      }
    }
    return classes;
  }

  /** What other classes may use of these. They can't name a class whose name has a number. */
  private static String look(Set<String> classes, Path path) {
    List<String> arguments =
        new ArrayList<>(List.of("-package", "-constants", "-cp", path.toString()));
    classes.stream()
        .filter(name -> !name.matches(".*\\$\\d.*"))
        .map(name -> name.replaceFirst("\\.class$", "").replace('/', '.'))
        .forEach(arguments::add);
    StringWriter look = new StringWriter();
    if (!classes.isEmpty() && !run("javap", arguments, look)) {
      throw new IllegalStateException(look.toString());
    }
    return look.toString();
  }

  private static boolean run(String tool, List<String> arguments, StringWriter said) {
    PrintWriter to = new PrintWriter(said);
    return ToolProvider.findFirst(tool).orElseThrow().run(to, to, arguments.toArray(String[]::new))
        == 0;
  }

  private static String name(Path path) {
    return path.getFileName() == null ? "" : path.getFileName().toString().replace("/", "");
  }

  private static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
