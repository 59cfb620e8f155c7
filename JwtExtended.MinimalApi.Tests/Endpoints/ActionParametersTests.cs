using System.Reflection;
using JwtExtended.MinimalApi.Endpoints;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Which parameters of an action take the token.</summary>
public sealed class ActionParametersTests
{
    [TestCase(nameof(Actions.Take), 1, false)]
    [TestCase(nameof(Actions.TakeMaybe), 1, true)]
    [TestCase(nameof(Actions.TakeUser), 1, false)]
    [TestCase(nameof(Actions.TakeList), 0, null)]
    [TestCase(nameof(Actions.TakeNothing), 0, null)]
    public void They_are_known_by_their_type(string action, int count, bool? isOptional)
    {
        var method = typeof(Actions).GetMethod(action)!;
        var descriptor = new ControllerActionDescriptor
        {
            MethodInfo = method,
            Parameters = [.. method.GetParameters().Select(Describe)],
        };

        var parameters = ActionParameters.Of(new EndpointMetadataCollection(descriptor)).ToArray();

        parameters.Should().HaveCount(count);
        if (isOptional is { } optional)
            parameters[0].IsOptional.Should().Be(optional);
    }

    private static ControllerParameterDescriptor Describe(ParameterInfo parameter) =>
        new() { Name = parameter.Name!, ParameterType = parameter.ParameterType, ParameterInfo = parameter };

    private static class Actions
    {
        public static string Take(Token token) => token.Identity;

        public static string? TakeMaybe(Token? token) => token?.Identity;

        public static string TakeUser(CurrentUser<string> user) => user.Value;

        public static int TakeList(List<string> names) => names.Count;

        public static string TakeNothing(int id) => $"{id}";
    }
}
