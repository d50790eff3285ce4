from application.ordering.cart_quotes import *
