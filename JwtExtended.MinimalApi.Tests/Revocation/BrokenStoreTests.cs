using System.Reflection;
using System.Runtime.Loader;
using JwtExtended.MinimalApi.Tests.Package.Documentation;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Revocation;

/// <summary>The store of the guide, broken in one place, does not pass the check of what it breaks.</summary>
public sealed class BrokenStoreTests
{
    private static readonly string Source = Document.Of("docs/stores.md").Blocks
        .Single(block => block.Code.Contains("class DictionaryStore(", StringComparison.Ordinal)).Code;

    [TestCase("_marks[key] = IsMarked(key) ? Later(_marks[key], expires) : expires", "_marks[key] = expires",
        "A revoked token stays so until its expiry", TestName = "The last expiry is kept instead of the later one")]
    [TestCase("&& !(expires <= Now);", ";", "A key can be used again after its expiry", TestName = "What has expired counts")]
    [TestCase("&& !entry.HasExpired(Now) ? entry", "? entry", "An expired session is neither listed nor found nor ended",
        TestName = "An expired entry counts")]
    [TestCase("        if (IsMarked(key))\n            return false;\n", "", "Of many racers one uses a key",
        TestName = "A key is used without looking")]
    [TestCase("StoreCreatedAt = _createdAt", "StoreCreatedAt = Now", "Every process gets the same creation time",
        TestName = "The creation time moves")]
    [TestCase("if (cancellationToken.IsCancellationRequested)", "if (false)", "A call that is canceled already writes nothing",
        TestName = "A canceled call is carried out")]
    [TestCase("Covers(exchange.IdentityKey) || Covers(exchange.EverythingKey)", "Covers(exchange.IdentityKey)",
        "An exchange of what was revoked up to an instant is refused", TestName = "An exchange ignores that everything is revoked")]
    [TestCase("After(Instant(session.IdentityKey)?.Instant)", "DateTimeOffset.MinValue", "A session starts after what was revoked",
        TestName = "A session starts before what was revoked")]
    [TestCase("entry.IsFirstUse(number)", "!entry.Seen", "A mark changes only the current number of a session that goes on",
        TestName = "Any number is marked")]
    [TestCase("_records[other].Started.CompareTo(_records[one].Started)", "_records[one].Started.CompareTo(_records[other].Started)",
        "The list comes in pages, newest first", TestName = "The list comes oldest first")]
    [TestCase("if (entry.Revoked || record.Started != entry.Started)", "if (record.Started != entry.Started)", "A session ends once",
        TestName = "A session that has ended stays in the list")]
    [TestCase("with { LastRefreshed = entry.At, Expires = entry.Expires }", "with { Expires = entry.Expires }",
        "An exchange moves the record forward", TestName = "The record stays behind")]
    [TestCase("if (SessionEntry.Start(Entry(session.SessionKey), session, earliest) is not { } entry)",
        "if (SessionEntry.Start(null, session, earliest) is not { } entry)", "A session does not go on for one that has ended",
        TestName = "A session starts without looking at the one before")]
    [TestCase("private readonly Dictionary<string, DateTimeOffset?> _marks = [];",
        "private readonly Dictionary<string, DateTimeOffset?> _marks = new(StringComparer.OrdinalIgnoreCase);",
        "Keys are compared exactly and may be long", TestName = "Keys that differ in case are the same")]
    [TestCase("private DateTimeOffset Now => Truncate(time.GetUtcNow());", "private DateTimeOffset Now => time.GetUtcNow().AddTicks(1);",
        "The time of the store is whole milliseconds", TestName = "The time has fractions of a millisecond")]
    public async Task A_broken_store_fails_the_check_of_what_it_breaks(string code, string broken, string check)
    {
        Source.Split(code).Should().HaveCount(2, "the code occurs once");
        var assembly = Compile(Source.Replace(code, broken, StringComparison.Ordinal));
        var run = JwtStoreContract.Checks.Single(candidate => candidate.Name == check);

        var failure = await FluentActions.Awaiting(() => run.RunAsync(Open(assembly))).Should().ThrowAsync<JwtAssertionException>();

        failure.Which.Message.Should().Contain("Expected: ");
        await run.RunAsync(Open(Compile(Source)));
    }

    private static JwtStoreUnderTest Open(Assembly assembly)
    {
        var time = new FakeTimeProvider(TestApp.Start);
        var store = Create();
        return new JwtStoreUnderTest
        {
            Open = () => Task.FromResult(store),
            LoseData = () => Task.FromResult(store = Create()),
            Time = time,
        };

        IJwtStore Create() => (IJwtStore)Activator.CreateInstance(assembly.GetType("DictionaryStore")!, time)!;
    }

    private static Assembly Compile(string source)
    {
        using var image = new MemoryStream();
        var result = DocumentedProgram.Compile(new CodeBlock("csharp", source, Line: 1)).Emit(image);
        result.Success.Should().BeTrue(string.Join('\n', result.Diagnostics));
        image.Position = 0;
        return new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image);
    }
}
