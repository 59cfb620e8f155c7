using System.Runtime.CompilerServices;

namespace JwtExtended.MinimalApi.Testing.Contract;

/// <summary>The assertions of the checks. A message has the expression, what it is, what was expected, and why.</summary>
internal static class Expect
{
    public static void Equal<T>(
        T actual, T expected, string because = "", [CallerArgumentExpression(nameof(actual))] string expression = "")
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
            Fail(expression, Show(actual), Show(expected), because);
    }

    public static void True(bool actual, string because = "", [CallerArgumentExpression(nameof(actual))] string expression = "") =>
        Equal(actual, true, because, expression);

    public static void False(bool actual, string because = "", [CallerArgumentExpression(nameof(actual))] string expression = "") =>
        Equal(actual, false, because, expression);

    public static void Null(object? actual, string because = "", [CallerArgumentExpression(nameof(actual))] string expression = "") =>
        Equal(actual, null, because, expression);

    public static T NotNull<T>(T? actual, string because = "", [CallerArgumentExpression(nameof(actual))] string expression = "")
        where T : class
    {
        if (actual is null)
            Fail(expression, Show(actual), "a value", because);
        return actual!;
    }

    /// <summary>Asserts that elements are equal, in order.</summary>
    public static void Sequence<T>(
        IEnumerable<T> actual,
        IEnumerable<T> expected,
        string because = "",
        [CallerArgumentExpression(nameof(actual))] string expression = "")
    {
        var (found, wanted) = (actual.ToList(), expected.ToList());
        if (!found.SequenceEqual(wanted))
            Fail(expression, Show(found), Show(wanted), because);
    }

    /// <summary>Asserts that a value is not less than one bound and not more than the other.</summary>
    public static void InRange<T>(
        T actual, T least, T most, string because = "", [CallerArgumentExpression(nameof(actual))] string expression = "")
        where T : IComparable<T>
    {
        if (actual.CompareTo(least) < 0 || actual.CompareTo(most) > 0)
            Fail(expression, Show(actual), $"from {Show(least)} to {Show(most)}", because);
    }

    public static void Later(
        DateTimeOffset actual, DateTimeOffset than, string because = "", [CallerArgumentExpression(nameof(actual))] string expression = "")
    {
        if (actual <= than)
            Fail(expression, Show(actual), $"later than {Show(than)}", because);
    }

    public static async Task CanceledAsync(Task call, string name)
    {
        try
        {
            await call;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Fail(name, "completed", "canceled", "its token was canceled before the call");
    }

    private static void Fail(string expression, string actual, string expected, string because) => throw new JwtAssertionException(
        $"{expression} is {actual}. Expected: {expected}{(because.Length == 0 ? "" : $", because {because}")}.");

    private static string Show<T>(T value) => value switch
    {
        null => "null",
        DateTimeOffset instant => $"{instant.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}",
        string text => $"\"{text}\"",
        System.Collections.IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Show))}]",
        _ => value.ToString() ?? "",
    };
}
