import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts edited resources and classes into the program's jars without a build. Where a class looks
 * different to other classes, those that use it are compiled as well. For anything else, and for
 * errors, it ends with 1 and has changed nothing, and the launcher builds. The classes of the build
 * stay older than the edited sources, so the next build compiles and checks these. The arguments are
 * the root of the source tree, and the paths in it that are newer than the program.
 */
class Edit {
  private static final String JAVA = "src/main/java";
  private static final String RESOURCES = "src/main/resources";

  /** Suites for JUnit and jqwik, which the program has not and never loads. */
  private static final Pattern SUITE = Pattern.compile("org/junit/|net/jqwik/");

  /** A source file; the path is the one below its module's sources. */
  private record Source(String module, Path path) implements Comparable<Source> {
    /** The name of its class, as class files have it. */
    String stem() {
      return path.toString().replaceFirst("\\.java$", "");
    }

    String simpleName() {
      return name(path).replaceFirst("\\.java$", "");
    }

    @Override
    public int compareTo(Source other) {
      return path.compareTo(other.path);
    }
  }

  private final Path root;
  private final Path program;
  private final Path work;
  private final Map<String, Path> jars = new TreeMap<>();
  private final Map<String, FileSystem> open = new TreeMap<>();
  private final Set<Source> sources = new TreeSet<>();
  private final Map<String, Set<Path>> resources = new TreeMap<>();

  private Edit(Path root, Path program, Path work) throws IOException {
    this.root = root;
    this.program = program;
    this.work = work;
    for (String folder : List.of("modules", "kafka")) {
      for (Path jar : list(program.resolve(folder))) {
        if (name(jar).matches("signalbox-.*-\\d.*\\.jar")) {
          jars.put(name(jar).replaceFirst("^signalbox-(.*?)-\\d.*", "$1"), jar);
        }
      }
    }
  }

  public static void main(String[] arguments) throws IOException {
    // What is edited from now on is to be newer than the program.
    FileTime now = FileTime.from(Instant.now());
    Path root = Path.of(arguments[0]);
    Path program = root.resolve("standalone/target");
    Path work = Files.createTempDirectory(program, "edit");
    boolean done;
    try {
      Edit edit = new Edit(root, program, work);
      done = edit.sort(Arrays.asList(arguments).subList(1, arguments.length)) && edit.compile();
      if (done) {
        edit.write();
        // An archive of other classes is of no use.
        delete(program.resolve("start"));
        Files.setLastModifiedTime(edit.jars.get("standalone"), now);
      }
    } finally {
      delete(work);
    }
    System.exit(done ? 0 : 1);
  }

  /** Sorts what was edited; tells whether all of it is of a kind that this program takes. */
  private boolean sort(List<String> paths) throws IOException {
    for (String path : paths) {
      Path edited = root.relativize(Path.of(path));
      String module = edited.getName(0).toString();
      Path inModule = edited.getName(0).relativize(edited);
      boolean isJava = inModule.startsWith(JAVA);
      if (!jars.containsKey(module)
          || isDescriptor(edited)
          || !isJava && !inModule.startsWith(RESOURCES)) {
        return false;
      }
      Path inside = Path.of(isJava ? JAVA : RESOURCES).relativize(inModule);
      if (Files.isDirectory(root.resolve(edited))) {
        // Files may have come or gone.
        Set<String> names = new TreeSet<>(names(root.resolve(module).resolve(JAVA).resolve(inside)));
        names.addAll(names(root.resolve(module).resolve(RESOURCES).resolve(inside)));
        if (!names.equals(names(jar(module).resolve(inside.toString())))) {
          return false;
        }
      } else if (isJava) {
        sources.add(new Source(module, inside));
      } else {
        resources.computeIfAbsent(module, key -> new TreeSet<>()).add(inside);
      }
    }
    return true;
  }

  /** Compiles what was edited, and what uses it if it has to; tells whether there was no error. */
  private boolean compile() throws IOException {
    if (sources.isEmpty()) {
      return true;
    }
    Set<Source> changed = new TreeSet<>();
    Set<Source> compiled = new TreeSet<>(sources);
    while (compileAll()) {
      boolean constants = false;
      for (Source source : compiled) {
        String before = look(source, jar(source.module()), jars.get(source.module()));
        String after = look(source, work.resolve("classes"), work.resolve("classes"));
        if (!before.equals(after)) {
          changed.add(source);
          constants |= !constants(before).equals(constants(after));
        }
      }
      if (changed.isEmpty()) {
        return true;
      }
      compiled = users(changed);
      compiled.removeAll(sources);
      if (!sources.addAll(compiled)) {
        return true;
      }
      if (!constants) {
        // What others see of these is what their sources say, which are the same.
        return compileAll();
      }
    }
    return false;
  }

  /** On the class path: only the next build checks what modules export to each other. */
  private boolean compileAll() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--release", "17", "-g", "-proc:none"));
    arguments.add("-XDstringConcat=inline");
    List<String> libraries = new ArrayList<>();
    for (String folder : List.of("modules", "kafka", "build")) {
      list(program.resolve(folder)).forEach(jar -> libraries.add(jar.toString()));
    }
    arguments.addAll(List.of("-cp", String.join(":", libraries)));
    arguments.addAll(List.of("-d", work.resolve("classes").toString()));
    sources.forEach(source -> arguments.add(file(source).toString()));
    return run("javac", arguments, new StringWriter());
  }

  private Path file(Source source) {
    return root.resolve(source.module()).resolve(JAVA).resolve(source.path());
  }

  /** The sources of which some class, or the text, names one of these, or an heir of theirs. */
  private Set<Source> users(Set<Source> changed) throws IOException {
    Map<Source, String> texts = new TreeMap<>();
    Map<Source, String> classes = new TreeMap<>();
    for (String module : jars.keySet()) {
      Path folder = root.resolve(module).resolve(JAVA);
      for (Path file : walk(folder, path -> name(path).endsWith(".java") && !isDescriptor(path))) {
        texts.put(new Source(module, folder.relativize(file)), Files.readString(file));
      }
      for (Path file : walk(jar(module), path -> name(path).endsWith(".class"))) {
        String stem = jar(module).relativize(file).toString().replaceFirst("(\\$.*)?\\.class$", "");
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        classes.merge(new Source(module, Path.of(stem + ".java")), bytes, String::concat);
      }
    }
    classes.forEach((source, bytes) -> texts.computeIfPresent(source, (key, text) -> text + bytes));
    texts.values().removeIf(text -> SUITE.matcher(text).find());
    Set<Source> seen = new TreeSet<>(changed);
    Set<Source> users = new TreeSet<>();
    for (ArrayDeque<Source> left = new ArrayDeque<>(changed); !left.isEmpty(); ) {
      Source next = left.remove();
      // A constant is in the text alone; what a call returns may be in the class alone.
      Pattern name = Pattern.compile("\\b" + next.simpleName() + "\\b");
      Pattern heir = Pattern.compile("\\b(extends|implements)\\b[^{;]*?" + name.pattern());
      texts.forEach(
          (source, text) -> {
            if (text.contains(next.stem()) || name.matcher(text).find()) {
              users.add(source);
              if (heir.matcher(text).find() && seen.add(source)) {
                left.add(source);
              }
            }
          });
    }
    return users;
  }

  /** Replaces the program's jars by copies with what was edited. */
  private void write() throws IOException {
    Set<String> modules = new TreeSet<>(resources.keySet());
    sources.forEach(source -> modules.add(source.module()));
    Path classes = work.resolve("classes");
    Map<Path, Path> copies = new TreeMap<>();
    for (String module : modules) {
      Path jar = jars.get(module);
      Path copy = Files.copy(jar, work.resolve(name(jar)));
      copies.put(jar, copy);
      try (FileSystem files = FileSystems.newFileSystem(copy)) {
        Path inside = files.getPath("/");
        for (Source source : sources) {
          if (source.module().equals(module)) {
            for (String name : classes(source, inside)) {
              Files.delete(inside.resolve(name));
            }
            for (String name : classes(source, classes)) {
              Files.copy(classes.resolve(name), inside.resolve(name));
            }
          }
        }
        for (Path resource : resources.getOrDefault(module, Set.of())) {
          Files.copy(
              root.resolve(module).resolve(RESOURCES).resolve(resource),
              inside.resolve(resource.toString()),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    for (Map.Entry<Path, Path> each : copies.entrySet()) {
      Files.move(each.getValue(), each.getKey(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The inside of a module's jar, as it was. */
  private Path jar(String module) throws IOException {
    if (!open.containsKey(module)) {
      open.put(module, FileSystems.newFileSystem(jars.get(module)));
    }
    return open.get(module).getPath("/");
  }

  /** The files of the classes that a source makes. */
  private static Set<String> classes(Source source, Path folder) throws IOException {
    return list(folder.resolve(source.stem()).getParent()).stream()
        .map(file -> folder.relativize(file).toString())
        .filter(
            name ->
                name.equals(source.stem() + ".class") || name.startsWith(source.stem() + "$"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What other classes may use of a source's. They can't name a class whose name has a number. */
  private static String look(Source source, Path folder, Path classPath) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("-package", "-constants", "-cp", classPath.toString()));
    classes(source, folder).stream()
        .filter(name -> !name.matches(".*\\$\\d.*"))
        .map(name -> name.replaceFirst("\\.class$", "").replace('/', '.'))
        .forEach(arguments::add);
    StringWriter look = new StringWriter();
    if (!run("javap", arguments, look)) {
      throw new IllegalStateException(look.toString());
    }
    return look.toString();
  }

  private static List<String> constants(String look) {
    return look.lines().filter(line -> line.contains(" = ")).toList();
  }

  private static boolean run(String tool, List<String> arguments, StringWriter said) {
    PrintWriter to = new PrintWriter(said);
    return ToolProvider.findFirst(tool).orElseThrow().run(to, to, arguments.toArray(String[]::new))
        == 0;
  }

  /** What stands in a folder, as a jar has it. */
  private static Set<String> names(Path folder) throws IOException {
    return list(folder).stream()
        .filter(file -> !isDescriptor(file) && !name(file).contains("$"))
        .map(file -> name(file).replaceFirst("\\.java$", ".class"))
        // Each jar has one.
        .filter(name -> !name.equals("META-INF"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether it describes a module or a package. */
  private static boolean isDescriptor(Path file) {
    return name(file).contains("-info.");
  }

  private static String name(Path path) {
    return path.getFileName() == null ? "" : path.getFileName().toString().replace("/", "");
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  private static Collection<Path> walk(Path folder, Predicate<Path> which) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(which).toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    for (Path each : walk(folder, path -> true).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(each);
    }
  }
}
