package dev.signalbox.moduletests;

import static java.util.stream.Collectors.joining;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a module offers to everybody, as text: the public types of its exported packages, and their
 * public and protected members. One line each, sorted, the same on every JDK.
 */
final class ApiText {
  private final StringBuilder out = new StringBuilder();

  private ApiText() {}

  /**
   * Writes down a module.
   *
   * @param module its descriptor
   * @param types the types of a package, by the package's name
   * @return the text, each line with its end
   */
  static String of(ModuleDescriptor module, Function<String, List<Class<?>>> types) {
    ApiText text = new ApiText();
    module.exports().stream()
        .filter(exports -> !exports.isQualified())
        .map(Exports::source)
        .sorted()
        .forEach(
            name -> {
              text.out.append("package ").append(name).append('\n');
              types.apply(name).stream()
                  .filter(ApiText::isVisible)
                  .sorted(Comparator.comparing(Class::getName))
                  .forEach(text::type);
            });
    return text.out.toString();
  }

  private static boolean isVisible(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getEnclosingClass()) {
      if (!isVisible(at.getModifiers())) {
        return false;
      }
    }
    return !type.isSynthetic() && !type.isAnonymousClass() && !type.isLocalClass();
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private void type(Class<?> type) {
    out.append('\n').append(header(type)).append('\n');
    List<String> members = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (isVisible(field.getModifiers()) && !field.isSynthetic()) {
        members.add(field(field));
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isVisible(constructor.getModifiers())
          && !constructor.isSynthetic()
          && !isCanonical(constructor)) {
        members.add(executable(constructor));
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isVisible(method.getModifiers()) && !method.isSynthetic() && !isImplied(method)) {
        members.add(executable(method));
      }
    }
    members.stream().sorted().forEach(member -> out.append("  ").append(member).append('\n'));
  }

  private static boolean isCanonical(Constructor<?> constructor) {
    Class<?> type = constructor.getDeclaringClass();
    return type.isRecord()
        && Arrays.equals(
            constructor.getParameterTypes(),
            Stream.of(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new));
  }

  /** Whether every type, every enum, or the record as its header tells it, has this method. */
  private static boolean isImplied(Method method) {
    String signature =
        method.getName() + Stream.of(method.getParameterTypes()).map(Class::getSimpleName).toList();
    return switch (signature) {
      case "equals[Object]", "hashCode[]", "toString[]" -> true;
      case "values[]", "valueOf[String]" -> method.getDeclaringClass().isEnum();
      default ->
          method.getDeclaringClass().isRecord()
              && Stream.of(method.getDeclaringClass().getRecordComponents())
                  .anyMatch(component -> component.getAccessor().equals(method));
    };
  }

  private static String header(Class<?> type) {
    StringBuilder header = new StringBuilder(deprecated(type));
    header.append(Modifier.isPublic(type.getModifiers()) ? "public " : "protected ");
    boolean isInterface = type.isInterface();
    if (type.getEnclosingClass() != null
        && !isInterface
        && !type.isEnum()
        && !type.isRecord()
        && Modifier.isStatic(type.getModifiers())) {
      header.append("static ");
    }
    if (!isInterface && !type.isEnum()) {
      header.append(Modifier.isAbstract(type.getModifiers()) ? "abstract " : "");
      header.append(Modifier.isFinal(type.getModifiers()) && !type.isRecord() ? "final " : "");
    }
    header.append(type.isSealed() ? "sealed " : "");
    header.append(
        type.isAnnotation()
            ? "@interface "
            : isInterface
                ? "interface "
                : type.isEnum() ? "enum " : type.isRecord() ? "record " : "class ");
    header.append(name(type)).append(variables(type.getTypeParameters()));
    if (type.isRecord()) {
      header.append(
          Stream.of(type.getRecordComponents())
              .map(ApiText::component)
              .collect(joining(", ", "(", ")")));
    }
    AnnotatedType parent = type.getAnnotatedSuperclass();
    if (parent != null
        && type.getSuperclass() != Object.class
        && !type.isEnum()
        && !type.isRecord()) {
      header.append(" extends ").append(type(parent));
    }
    if (!type.isAnnotation() && type.getInterfaces().length > 0) {
      header
          .append(isInterface ? " extends " : " implements ")
          .append(types(type.getAnnotatedInterfaces()));
    }
    if (type.isSealed()) {
      header
          .append(" permits ")
          .append(
              // Sorted, since compilers order them differently.
              Stream.of(type.getPermittedSubclasses())
                  .map(ApiText::name)
                  .sorted()
                  .collect(joining(", ")));
    }
    return header.toString();
  }

  private static String component(RecordComponent component) {
    return type(component.getAnnotatedType()) + " " + component.getName();
  }

  private static String field(Field field) {
    String text = deprecated(field);
    if (field.isEnumConstant()) {
      return text + field.getName();
    }
    text += modifiers(field) + type(field.getAnnotatedType()) + " " + field.getName();
    Object constant = constant(field);
    return constant == null ? text : text + " = " + quoted(constant);
  }

  /** The value of a constant, which compilers copy into the classes that use it. */
  private static @Nullable Object constant(Field field) {
    Class<?> type = field.getType();
    int constant = Modifier.PUBLIC | Modifier.STATIC | Modifier.FINAL;
    if ((field.getModifiers() & constant) != constant
        || !(type.isPrimitive() || type == String.class)) {
      return null;
    }
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static String quoted(Object constant) {
    return constant instanceof String text
        ? '"' + text.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"") + '"'
        : constant.toString();
  }

  private static String executable(Executable executable) {
    StringBuilder text = new StringBuilder(deprecated(executable)).append(modifiers(executable));
    String variables = variables(executable.getTypeParameters());
    text.append(variables.isEmpty() ? "" : variables + " ");
    if (executable instanceof Method method) {
      text.append(type(method.getAnnotatedReturnType())).append(' ').append(method.getName());
    } else {
      text.append(executable.getDeclaringClass().getSimpleName());
    }
    AnnotatedType[] parameters = executable.getAnnotatedParameterTypes();
    List<String> written = new ArrayList<>(Stream.of(parameters).map(ApiText::type).toList());
    if (executable.isVarArgs()) {
      int last = written.size() - 1;
      written.set(last, written.get(last).replaceFirst("\\[\\]$", "..."));
    }
    text.append(written.stream().collect(joining(", ", "(", ")")));
    if (executable.getExceptionTypes().length > 0) {
      text.append(" throws ").append(types(executable.getAnnotatedExceptionTypes()));
    }
    return text.toString();
  }

  private static String modifiers(Member member) {
    int modifiers = member.getModifiers();
    StringBuilder text = new StringBuilder();
    boolean ofInterface = member.getDeclaringClass().isInterface();
    text.append(Modifier.isProtected(modifiers) ? "protected " : "");
    text.append(Modifier.isStatic(modifiers) ? "static " : "");
    text.append(Modifier.isAbstract(modifiers) ? "abstract " : "");
    text.append(Modifier.isFinal(modifiers) ? "final " : "");
    text.append(
        member instanceof Method method && ofInterface && method.isDefault() ? "default " : "");
    return text.toString();
  }

  private static String variables(TypeVariable<?>[] variables) {
    if (variables.length == 0) {
      return "";
    }
    return Stream.of(variables).map(ApiText::variable).collect(joining(", ", "<", ">"));
  }

  private static String variable(TypeVariable<?> variable) {
    String bounds =
        Stream.of(variable.getAnnotatedBounds())
            .filter(bound -> bound.getType() != Object.class || isNullable(bound))
            .map(ApiText::type)
            .collect(joining(" & "));
    return variable.getName() + (bounds.isEmpty() ? "" : " extends " + bounds);
  }

  private static String types(AnnotatedType[] types) {
    return Stream.of(types).map(ApiText::type).collect(joining(", "));
  }

  private static String type(AnnotatedType type) {
    String mark = isNullable(type) ? "@Nullable " : "";
    if (type instanceof AnnotatedArrayType array) {
      return type(array.getAnnotatedGenericComponentType())
          + (mark.isEmpty() ? "[]" : " " + mark + "[]");
    }
    if (type instanceof AnnotatedTypeVariable variable) {
      return mark + variable.getType().getTypeName();
    }
    if (type instanceof AnnotatedWildcardType wildcard) {
      return "?"
          + bound(" super ", wildcard.getAnnotatedLowerBounds())
          + (wildcard.getAnnotatedLowerBounds().length == 0
              ? bound(" extends ", wildcard.getAnnotatedUpperBounds())
              : "");
    }
    if (type instanceof AnnotatedParameterizedType parameterized) {
      Class<?> raw = (Class<?>) ((ParameterizedType) type.getType()).getRawType();
      return mark
          + name(raw)
          + Stream.of(parameterized.getAnnotatedActualTypeArguments())
              .map(ApiText::type)
              .collect(joining(", ", "<", ">"));
    }
    return mark + name((Class<?>) type.getType());
  }

  private static String bound(String word, AnnotatedType[] bounds) {
    String text =
        Arrays.stream(bounds)
            .filter(bound -> bound.getType() != Object.class)
            .map(ApiText::type)
            .collect(joining(" & "));
    return text.isEmpty() ? "" : word + text;
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private static String deprecated(AnnotatedElement element) {
    return element.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "";
  }

  /** A type as it is written in the sources, without the packages that everybody knows. */
  private static String name(Class<?> type) {
    if (type.isArray()) {
      return name(type.getComponentType()) + "[]";
    }
    Class<?> owner = type.getEnclosingClass();
    if (owner != null) {
      return name(owner) + "." + type.getSimpleName();
    }
    String itsPackage = type.getPackageName();
    boolean known =
        type.isPrimitive()
            || itsPackage.startsWith("java.")
            || itsPackage.startsWith(Modules.PREFIX);
    return known ? type.getSimpleName() : type.getName();
  }
}
