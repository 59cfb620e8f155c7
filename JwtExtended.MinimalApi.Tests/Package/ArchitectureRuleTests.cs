using JwtExtended.MinimalApi.Tests.Package.Rules;

namespace JwtExtended.MinimalApi.Tests.Package;

/// <summary>Each rule finds what breaks it, in forms that a search for usings does not see.</summary>
public sealed class ArchitectureRuleTests
{
    private static readonly Dictionary<string, string[]> OnlyTheRootUsesOthers = new() { ["Keys"] = [], [""] = [FolderRule.Everything] };

    // Its callers see a Guard without naming it.
    private static readonly (string, string) Maker = ("Maker.cs", """
        namespace JwtExtended.MinimalApi;
        public static class Maker
        {
            internal static Endpoints.Guard Guard => new();
            internal static List<Endpoints.Guard> Guards => [];
        }
        """);

    private static readonly (string, string) Guard = ("Endpoints/Guard.cs", """
        namespace JwtExtended.MinimalApi.Endpoints;
        internal sealed class Guard { public string Name => ""; }
        """);

    private static readonly (string, string) Extension = ("Endpoints/GuardNames.cs", """
        namespace JwtExtended.MinimalApi.Endpoints;
        internal static class GuardNames { public static string Shout(this string name) => name; }
        """);

    [TestCase("object Use() => new JwtExtended.MinimalApi.Endpoints.Guard();", TestName = "A_fully_qualified_name_is_a_use")]
    [TestCase("Endpoints.Guard? guard;", TestName = "A_relative_name_is_a_use")]
    [TestCase("object Use() { var guard = Maker.Guard; return guard; }", TestName = "An_inferred_type_is_a_use")]
    [TestCase("object Use() => Maker.Guard;", TestName = "The_type_of_an_expression_is_a_use")]
    [TestCase("object Use() => Maker.Guards.Count;", TestName = "A_type_argument_is_a_use")]
    [TestCase("object Use() => Maker.Guards.Select(item => item.Name);", TestName = "A_parameter_of_a_lambda_is_a_use")]
    [TestCase("bool Use(object value) => value is Endpoints.Guard;", TestName = "A_pattern_is_a_use")]
    [TestCase("string Use() => nameof(Endpoints.Guard);", TestName = "A_nameof_is_a_use")]
    public void A_type_of_another_folder_breaks_the_folder_rule(string member)
    {
        var code = SourceCode.Of(Class("Keys", "Strength", member), Maker, Guard);

        new FolderRule(OnlyTheRootUsesOthers).Check(code).Should().Contain("Keys/Strength.cs:3 -> Endpoints/Guard.cs (Keys -> Endpoints)");
    }

    [TestCase("using JwtExtended.MinimalApi.Endpoints;", "\"\".Shout()", "GuardNames", TestName = "An_extension_method_is_a_use")]
    [TestCase("using static JwtExtended.MinimalApi.Endpoints.GuardNames;", "Shout(\"\")", "GuardNames",
        TestName = "A_static_using_is_a_use")]
    [TestCase("using Gate = JwtExtended.MinimalApi.Endpoints.Guard;", "new Gate()", "Guard", TestName = "An_alias_is_a_use")]
    public void A_using_of_another_folder_breaks_the_folder_rule(string line, string expression, string target)
    {
        var strength = Class("Keys", "Strength", $"object Use() => {expression};");
        var code = SourceCode.Of((strength.File, line + strength.Text), Guard, Extension);

        new FolderRule(OnlyTheRootUsesOthers).Check(code)
            .Should().ContainMatch($"Keys/Strength.cs:* -> Endpoints/{target}.cs (Keys -> Endpoints)");
    }

    [Test]
    public void A_permission_that_no_file_needs_is_unused()
    {
        var code = SourceCode.Of(Class("Keys", "Strength", "Endpoints.Guard? guard; System.IServiceProvider? services;"), Maker, Guard);
        var folders = new FolderRule(new Dictionary<string, string[]> { ["Keys"] = ["Endpoints", "Tokens"] });
        var types = new FrameworkTypeRule(new Dictionary<string, string[]> { ["System.IServiceProvider"] = ["Keys", "Endpoints"] });

        folders.Unused(code).Should().Equal("Keys -> Tokens");
        types.Unused(code).Should().Equal("Endpoints -> System.IServiceProvider");
    }

    [Test]
    public void The_root_its_own_folder_and_an_allowed_one_keep_the_folder_rule()
    {
        var code = SourceCode.Of(
            Class("Keys", "Strength", "Maker? maker; Keys.Size? size; Endpoints.Guard? guard;"),
            Class("Keys", "Size"),
            Class("", "Maker"),
            Guard);

        new FolderRule(new Dictionary<string, string[]> { ["Keys"] = ["Endpoints"] }).Check(code).Should().BeEmpty();
        new FolderRule(new Dictionary<string, string[]>()).Check(code).Should().ContainSingle("a folder outside the table may use nothing");
    }

    [Test]
    public void A_cref_is_not_a_use()
    {
        var code = SourceCode.Of(Guard, ("Keys/Strength.cs", """
            namespace JwtExtended.MinimalApi.Keys;
            /// <summary>See <see cref="Endpoints.Guard"/>.</summary>
            internal sealed class Strength;
            """));

        new FolderRule(OnlyTheRootUsesOthers).Check(code).Should().BeEmpty();
    }

    [TestCase("object Use() { var service = Current.Service; return service; }", "JwtService")]
    [TestCase("object Use() => \"\".Read();", "ReadExtensions")]
    public void A_step_that_uses_a_service_of_the_root_breaks_the_entry_point_rule(string member, string service)
    {
        var code = SourceCode.Of(
            Class("Sessions", "Rotation", member),
            Class("", "JwtService"),
            Class("", "Current", "internal static JwtService Service => new();"),
            ("ReadExtensions.cs", """
                namespace JwtExtended.MinimalApi;
                public static class ReadExtensions { public static string Read(this string text) => text; }
                """));

        new EntryPointRule(["JwtService"], [""]).Check(code).Should().Equal($"Sessions/Rotation.cs:3 -> {service}.cs (Sessions -> root)");
    }

    [TestCase("Microsoft.AspNetCore.Http.HttpContext", "object Use(Keys.Source source) => source.Of(\"\")!;")]
    [TestCase("Microsoft.AspNetCore.Http.HttpContext", "bool Use(object value) => value is Microsoft.AspNetCore.Http.DefaultHttpContext;")]
    [TestCase("System.IServiceProvider", "object Use(Keys.Source source) { var all = source.Of(\"\")!.RequestServices; return all; }")]
    public void A_type_of_the_framework_that_a_folder_may_not_see_breaks_the_rule(string type, string member)
    {
        var source = ("Keys/Source.cs", """
            namespace JwtExtended.MinimalApi.Keys;
            interface Source { Microsoft.AspNetCore.Http.HttpContext? Of(string key); }
            """);
        var code = SourceCode.Of(Class("Issuing", "Writer", member), source);
        var rule = new FrameworkTypeRule(new Dictionary<string, string[]> { [type] = ["Keys/Source.cs"] });

        rule.Check(code).Should().Equal($"Issuing/Writer.cs:3 -> {type}");
    }

    [Test]
    public void An_internal_type_breaks_the_root_rule()
    {
        var names = ("ClaimNames.cs", "namespace JwtExtended.MinimalApi;\nstatic class ClaimNames;");
        var code = SourceCode.Of(Class("", "Token"), names, Guard);

        new RootRule().Check(code).Should().Equal("ClaimNames.cs -> ClaimNames (internal in root)");
    }

    [Test]
    public void Files_that_use_each_other_through_others_break_the_cycle_rule()
    {
        var code = SourceCode.Of(
            Class("Keys", "A", "object Use() { var next = Source.B; return next; }"),
            ("Keys/Source.cs", "namespace JwtExtended.MinimalApi.Keys; static class Source { public static B B => new(); }"),
            Class("Keys", "B", "JwtExtended.MinimalApi.Keys.C? c;"),
            Class("Keys", "C", "A? a; D? d;"),
            Class("Keys", "D"));

        new CycleRule(4).Check(code).Should().BeEmpty();
        new CycleRule(3).Check(code).Should().Equal("""
            4 files use each other, at most 3 may:
              Keys/A.cs -> Keys/B.cs, Keys/Source.cs
              Keys/B.cs -> Keys/C.cs
              Keys/C.cs -> Keys/A.cs
              Keys/Source.cs -> Keys/B.cs
            """);
    }

    [TestCase("internal static string Dead() => Dead();", "Dead", TestName = "A_method_that_calls_itself_alone_is_unused")]
    [TestCase("internal string? Dead { get; init; }", "Dead", TestName = "A_property_that_is_not_mentioned_is_unused")]
    [TestCase("private const int Dead = 1;", "Dead", TestName = "A_constant_without_a_reader_is_unused")]
    [TestCase("private Maker(int dead) { }", ".ctor", TestName = "A_constructor_without_a_caller_is_unused")]
    [TestCase("private sealed class Dead;", "Dead", TestName = "A_nested_type_without_a_user_is_unused")]
    public void An_internal_member_that_the_product_does_not_use_breaks_the_rule(string member, string name)
    {
        var code = SourceCode.Of(Class("", "Maker", member));

        new UnusedMemberRule().Check(code).Should().Equal($"Maker.cs -> Maker.{name} (unused)");
    }

    [Test]
    public void A_member_that_is_called_or_that_the_framework_calls_keeps_the_rule()
    {
        var code = SourceCode.Of(Class("", "Maker", """
            public override string ToString() => Shared.Name() + Twice("");
            public static Maker operator +(Maker left, Maker right) => left;
            private static string Twice<T>(T value) => $"{value}{value}";
            private static class Shared { internal static string Name() => new Body("").ToString(); }
            [Flags] private enum Kinds { None, One }
            private static readonly Kinds Kind = Kinds.One;
            internal static IDisposable Start() { _ = Kind; return new Scope(); }
            public static IDisposable Begin() => Start();
            private sealed class Scope : IDisposable { public void Dispose() { } }
            [System.Text.Json.Serialization.JsonSerializable(typeof(Body))]
            private sealed record Body(string Text);
            """));

        new UnusedMemberRule().Check(code).Should().BeEmpty();
    }

    [TestCase("Keys/Size.cs", "namespace Jwt;\nclass Size;", "Keys/Size.cs declares Size outside Jwt.Keys")]
    [TestCase("Keys/Ring/Size.cs", "namespace Jwt.Keys;\nclass Size;", "Keys/Ring/Size.cs declares Size outside Jwt.Keys.Ring")]
    [TestCase("Keys/Size.cs", "class Size;", "Keys/Size.cs declares Size outside Jwt.Keys")]
    [TestCase("Keys/Size.cs", "namespace Jwt.Keys;\nclass Length;", "Keys/Size.cs declares Length")]
    [TestCase("Keys/Size.cs", "namespace Jwt.Keys;\nclass Size;\nenum Unit;", "Keys/Size.cs declares Size, Unit")]
    [TestCase("Keys/Size.cs", "namespace Jwt.Keys;\ndelegate int Size();\ndelegate int Unit();", "Keys/Size.cs declares Size, Unit")]
    [TestCase("Keys/Size.cs", "namespace Jwt.Keys;\n\n\n\n\nclass Size;\n", "Keys/Size.cs has 6 lines, at most 5 are allowed")]
    public void A_file_in_the_wrong_place_breaks_the_layout_rule(string file, string text, string violation) =>
        new LayoutRule(5, "Jwt").Check(SourceCode.Of((file, text))).Should().Equal(violation);

    [Test]
    public void An_open_class_breaks_the_sealed_rule()
    {
        var code = SourceCode.Of(
            ("Keys/Size.cs", "namespace JwtExtended.MinimalApi.Keys;\ninternal class Size { private record Row; }"),
            ("Keys/Reader.cs", "namespace JwtExtended.MinimalApi.Keys;\ninternal abstract class Reader;"),
            ("Keys/Entity.cs", "namespace JwtExtended.MinimalApi.Keys;\npublic class Entity;"));

        new SealedRule("Entity").Check(code)
            .Should().BeEquivalentTo("Keys/Size.cs -> Size (not sealed)", "Keys/Size.cs -> Row (not sealed)");
    }

    [Test]
    public void A_constructor_with_many_parameters_breaks_its_rule()
    {
        var code = SourceCode.Of(
            ("Keys/Primary.cs", "namespace Jwt.Keys;\nclass Primary(int a, int b, int c);"),
            ("Keys/Classic.cs", "namespace Jwt.Keys;\nclass Classic { Classic(int a) { } Classic(int a, int b, int c) { } }"),
            ("Keys/Row.cs", "namespace Jwt.Keys;\nrecord Row(int A, int B, int C);"));

        new ConstructorRule(2, "Row", "Classic").Check(code)
            .Should().BeEquivalentTo("Keys/Primary.cs -> Primary (3 parameters)", "Keys/Classic.cs -> Classic (3 parameters)");
    }

    [TestCase("object Use() => new JwtExtended.MinimalApi.Endpoints.Guard();", "Endpoints/Guard.cs (Guard is internal)")]
    [TestCase("object Use() { var guard = Maker.Guard; return guard; }", "Maker.cs (Guard is internal)")]
    public void A_companion_that_uses_internals_breaks_the_rule(string member, string target)
    {
        var friends = ("Friends.cs", "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Redis\")]");
        var package = SourceCode.Of(Maker, Guard, friends);
        var companion = SourceCode.Of("Redis", [package], Class("", "Store", member));

        new PublicSurfaceRule(package).Check(companion).Should().Contain($"Store.cs:3 -> {target}");
    }

    private static (string File, string Text) Class(string folder, string name, string members = "")
    {
        var (file, space) = folder.Length == 0 ? ($"{name}.cs", "") : ($"{folder}/{name}.cs", $".{folder.Replace('/', '.')}");

        return (file, $"namespace JwtExtended.MinimalApi{space};\npublic sealed class {name} {{\n{members}\n}}");
    }
}
