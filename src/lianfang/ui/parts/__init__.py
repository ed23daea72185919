"""Parts of a page as frozen values: each is set by ``{% show part %}`` with the template that it names."""
