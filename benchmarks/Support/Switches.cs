using System.Globalization;

namespace JwtExtended.MinimalApi.Benchmarks.Support;

/// <summary>Switches of the form <c>--name value</c>.</summary>
internal sealed class Switches
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the arguments after the command.</summary>
    public Switches(string[] args)
    {
        for (var i = 1; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length)
                throw new ArgumentException($"'{args[i]}' is not a switch with a value. Write: --name value");
            _values[args[i][2..]] = args[i + 1];
        }
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public int Number(string name, int otherwise) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>The numbers of a switch, separated by commas.</summary>
    public int[] Numbers(string name, int[] otherwise) =>
        Text(name) is { } text ? [.. text.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))] : otherwise;

    /// <summary>The algorithms of <c>--algorithm</c>, separated by commas.</summary>
    public JwtAlgorithm[] Algorithms(params JwtAlgorithm[] otherwise) =>
        Text("algorithm") is { } text ? [.. text.Split(',').Select(Enum.Parse<JwtAlgorithm>)] : otherwise;
}
