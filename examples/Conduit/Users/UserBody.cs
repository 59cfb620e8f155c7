using Conduit.Data;

namespace Conduit.Users;

internal sealed record UserBody(string Email, string Token, string Username, string? Bio, string? Image)
{
    public static UserEnvelope<UserBody> Of(User user, string token) =>
        new(new UserBody(user.Email, token, user.Username, user.Bio, user.Image));
}
